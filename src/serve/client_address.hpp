// Who sent a request when proxies stand before the gateway.
#pragma once

#include <optional>
#include <span>

#include "http/message.hpp"
#include "net/address.hpp"

namespace gw::serve {

bool is_trusted(const net::IpAddress& address, std::span<const net::Cidr> trusted);

// For a request from a trusted proxy: of the addresses in X-Forwarded-For, read from the end, the
// first that is not a trusted proxy's, or the last one there is; each proxy vouches for the one
// before it alone. What is no address ends the reading; empty when nothing was read.
std::optional<net::IpAddress> forwarded_client(std::span<const http::Field> fields,
                                               std::span<const net::Cidr> trusted);

}  // namespace gw::serve
