// The authority of a request: host and port of a Host field or an absolute target, read strictly.
// Refused: user information, escapes, empty labels, zone ids, ports that are no port.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "http/wire_error.hpp"

namespace gw::http {

struct Authority {
  std::string_view host;  // lower case, one trailing dot removed; an IPv6 literal in its brackets
  uint16_t port = 0;      // 1..65535; 0 when none was given
  constexpr bool operator==(const Authority&) const = default;
};

// "name", "name:port", "192.0.2.1", "[2001:db8::1]:port". A name has labels of letters, digits,
// '-' and '_' (service names in container networks have it). `host` is a view of `raw` when that is
// canonical already and of `scratch` (kHostCapacity bytes) otherwise. 400 with the reason
// "host-empty", "host-userinfo", "host-characters", "host-label", "host-ipv6", "host-port" or
// "host-too-long".
WireResult<Authority> parse_authority(std::string_view raw, std::span<char> scratch);

}  // namespace gw::http
