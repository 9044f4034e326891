// The authority of a request: host and port of a Host field or an absolute target, read strictly.
// Refused: user information, escapes, lists, empty labels, zone ids, ports that are no port.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string_view>

#include "http/limits.hpp"
#include "http/wire_error.hpp"

namespace gw::http {

struct Authority {
  std::string_view host;  // lower case, one trailing dot removed; an IPv6 literal in its brackets
  uint16_t port = 0;      // 1..65535; 0 when none was given
  constexpr bool operator==(const Authority&) const = default;
};

// "name", "name:port", "192.0.2.1", "[2001:db8::1]:port". A name is what RFC 3986 section
// 3.2.2 allows but escapes and ','. `host` is a view of `raw` when that is
// canonical already and of `scratch` (kHostCapacity bytes) otherwise. 400 with the reason
// "host-empty", "host-userinfo", "host-characters", "host-label", "host-ipv6", "host-port" or
// "host-too-long".
WireResult<Authority> parse_authority(std::string_view raw, std::span<char> scratch);

using AuthorityText = std::array<char, kHostCapacity + 6>;

// "host" or "host:port", as a view of `text`: the Host field to send on.
std::string_view format_authority(const Authority& authority, AuthorityText& text);

}  // namespace gw::http
