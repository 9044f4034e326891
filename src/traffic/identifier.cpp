#include "traffic/identifier.hpp"

#include <algorithm>
#include <cstddef>

namespace gw::traffic {

namespace {

constexpr size_t kMaxNameBytes = 24;
constexpr size_t kMinIdentifierBytes = 8;

constexpr bool is_digit(char c) {
  return c >= '0' && c <= '9';
}
constexpr bool is_hex_or_dash(char c) {
  return is_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F') || c == '-';
}

}  // namespace

bool looks_like_id(std::string_view segment) {
  if (segment.empty()) return false;
  if (segment.size() > kMaxNameBytes) return true;
  if (std::all_of(segment.begin(), segment.end(), is_digit)) return true;
  return segment.size() >= kMinIdentifierBytes &&
         std::all_of(segment.begin(), segment.end(), is_hex_or_dash) &&
         std::any_of(segment.begin(), segment.end(), is_digit);
}

}  // namespace gw::traffic
