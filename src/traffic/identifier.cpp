#include "traffic/identifier.hpp"

#include <algorithm>
#include <cstddef>

namespace gw::traffic {

namespace {

constexpr size_t kMaxNameBytes = 24;
constexpr size_t kMinIdentifierBytes = 8;
constexpr size_t kMinTokenBytes = 12;

constexpr bool is_digit(char c) {
  return c >= '0' && c <= '9';
}
constexpr bool is_hex_or_dash(char c) {
  return is_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F') || c == '-';
}

constexpr bool is_letter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

// "ann@example.com", the sign escaped or not.
bool is_mail_address(std::string_view text) {
  const size_t sign = std::min(text.find('@'), text.find("%40"));
  return sign != std::string_view::npos && sign > 0 && text.find('.', sign) < text.size() - 1;
}

// "tok_9aB7cQ2x": digits among the letters, more than once.
bool is_token(std::string_view text) {
  if (text.size() < kMinTokenBytes) return false;
  size_t runs = 0;
  for (size_t i = 0; i < text.size(); ++i) {
    if (!is_letter(text[i]) && !is_digit(text[i]) && text[i] != '-' && text[i] != '_') return false;
    if (i > 0 && is_digit(text[i]) && is_letter(text[i - 1])) ++runs;
  }
  return runs > 1;
}

}  // namespace

bool looks_like_id(std::string_view segment) {
  if (segment.empty()) return false;
  if (segment.size() > kMaxNameBytes) return true;
  if (std::all_of(segment.begin(), segment.end(), is_digit)) return true;
  const bool is_hex = segment.size() >= kMinIdentifierBytes &&
                      std::all_of(segment.begin(), segment.end(), is_hex_or_dash) &&
                      std::any_of(segment.begin(), segment.end(), is_digit);
  return is_hex || is_mail_address(segment) || is_token(segment);
}

}  // namespace gw::traffic
