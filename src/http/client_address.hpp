// Who sent a request when proxies stand before the gateway.
#pragma once

#include <optional>
#include <span>

#include "base/address.hpp"
#include "http/message.hpp"

namespace gw::http {

bool is_trusted(const IpAddress& address, std::span<const Cidr> trusted);

// For a request from a trusted proxy: of the addresses in X-Forwarded-For, read from the end, the
// first that is not a trusted proxy's, or the last one there is; each proxy vouches for the one
// before it alone. What is no address ends the reading; empty when nothing was read.
std::optional<IpAddress> forwarded_client(std::span<const Field> fields,
                                          std::span<const Cidr> trusted);

}  // namespace gw::http
