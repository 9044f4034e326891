// Numbers as a fixed count of lower-case hexadecimal digits, and back.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace gw::http {

// The lowest `digits` (1..16) digits of `value`; returns the place after them.
constexpr char* write_hex(char* p, uint64_t value, int digits) {
  for (int shift = 4 * (digits - 1); shift >= 0; shift -= 4) {
    *p++ = "0123456789abcdef"[value >> shift & 15];
  }
  return p;
}

// At most 16 digits, lower case alone; empty when there is anything else.
constexpr std::optional<uint64_t> read_lower_hex(std::string_view text) {
  uint64_t value = 0;
  if (text.empty() || text.size() > 16) return std::nullopt;
  for (const char c : text) {
    const bool digit = c >= '0' && c <= '9';
    if (!digit && (c < 'a' || c > 'f')) return std::nullopt;
    value = value << 4 | static_cast<uint64_t>(digit ? c - '0' : c - 'a' + 10);
  }
  return value;
}

}  // namespace gw::http
