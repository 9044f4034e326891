// Addresses as text: where to listen, blocks of proxies, hosts of routes. Nothing is looked up.
#pragma once

#include <string_view>

#include "base/address.hpp"
#include "config/config.hpp"
#include "config/mistake.hpp"

namespace gw::config {

// "127.0.0.1:8080", "[::1]:8080".
Parsed<ListenAddress> parse_listen(std::string_view text);

// "10.0.0.0/8", "192.0.2.1", "fd00::/8". Bits beyond the prefix must be zero.
Parsed<Cidr> parse_network(std::string_view text);

// "api.example.com" or "*.example.com", in any case. The span of the result is left empty.
Parsed<HostPattern> parse_host_pattern(std::string_view text);

}  // namespace gw::config
