// Who sent a request when proxies stand before the gateway.
#pragma once

#include <optional>
#include <span>
#include <string_view>

#include "base/address.hpp"
#include "http/message.hpp"

namespace gw::http {

// "192.0.2.1", "2001:db8::1", and as some proxies write it "192.0.2.1:4711", "[2001:db8::1]:4711".
std::optional<IpAddress> forwarded_address(std::string_view text);

bool is_trusted(const IpAddress& address, std::span<const Cidr> trusted);

// For a request from a trusted proxy: of the addresses in X-Forwarded-For, read from the end, the
// first that is not a trusted proxy's, or the last one there is; each proxy vouches for the one
// before it alone. What is no address ends the reading; empty when nothing was read.
std::optional<IpAddress> forwarded_client(std::span<const Field> fields,
                                          std::span<const Cidr> trusted);

}  // namespace gw::http
