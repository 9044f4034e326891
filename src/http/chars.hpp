// Classes of bytes that the readers of this folder share, and the one fast scan that they all use.
#pragma once

#include <array>
#include <bit>
#include <cstdint>
#include <cstring>
#include <string_view>

namespace gw::http {

// Bits of kCharClasses.
enum CharClass : uint8_t {
  kTokenChar = 1,       // RFC 9110 section 5.6.2
  kNameChar = 2,        // letters, digits, '-': names of request fields
  kUnreservedChar = 4,  // RFC 3986 section 2.3
  kPathChar = 8,        // pchar without '%'
  kEscapedChar = 16,    // written as an escape in a canonical path
  kQueryChar = 32,      // all but control characters, ' ' and '#'
  kHexChar = 64,
  kHostChar = 128,  // reg-name without escapes and ','
};

consteval std::array<uint8_t, 256> make_char_classes() {
  std::array<uint8_t, 256> classes{};
  const auto add = [&](std::string_view chars, uint8_t bits) {
    for (const char c : chars) classes[static_cast<uint8_t>(c)] |= bits;
  };
  add("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789",
      kTokenChar | kNameChar | kUnreservedChar | kPathChar | kHostChar);
  add("-", kNameChar);
  add("!#$%&'*+-.^_`|~", kTokenChar);
  add("-._~", kUnreservedChar | kPathChar);
  add("!$&'()*+,;=:@", kPathChar);
  add("\"<>^`{|}[]", kEscapedChar);
  add("0123456789abcdefABCDEF", kHexChar);
  add("-._~!$&'()*+;=", kHostChar);
  for (size_t c = 0x21; c <= 0xFF; ++c) {
    if (c != '#' && c != 0x7F) classes[c] |= kQueryChar;
    if (c >= 0x80) classes[c] |= kEscapedChar;
  }
  return classes;
}

inline constexpr std::array<uint8_t, 256> kCharClasses = make_char_classes();

constexpr bool is(char c, CharClass wanted) {
  return (kCharClasses[static_cast<uint8_t>(c)] & wanted) != 0;
}

constexpr bool all_are(std::string_view text, CharClass wanted) {
  for (const char c : text) {
    if (!is(c, wanted)) return false;
  }
  return true;
}

// The value 0..15 of a hexadecimal digit; the caller knows that it is one.
constexpr unsigned hex_value(char c) {
  return c <= '9' ? static_cast<unsigned>(c - '0') : static_cast<unsigned>((c | 0x20) - 'a' + 10);
}

// Control characters but the tabulator: what no field value may hold and every line ends with.
constexpr bool is_control(char c) {
  const auto byte = static_cast<uint8_t>(c);
  return (byte < 0x20 && byte != '\t') || byte == 0x7F;
}

// The first control character in [p, end), or `end`. Eight bytes a step: the classic test for bytes
// below 0x20 or equal to 0x7F, exact for the lowest hit (Bit Twiddling Hacks, "determine if a word
// has a byte less than n").
inline const char* find_control(const char* p, const char* end) {
  constexpr uint64_t kOnes = 0x0101010101010101ULL;
  constexpr uint64_t kHighs = 0x8080808080808080ULL;
  while (end - p >= 8) {
    uint64_t word = 0;
    std::memcpy(&word, p, 8);
    const uint64_t del = word ^ (kOnes * 0x7F);
    const uint64_t hits = (((word - kOnes * 0x20) & ~word) | ((del - kOnes) & ~del)) & kHighs;
    if (hits == 0) {
      p += 8;
      continue;
    }
    if constexpr (std::endian::native == std::endian::little) p += std::countr_zero(hits) / 8;
    if (is_control(*p)) return p;
    ++p;
  }
  while (p != end && !is_control(*p)) ++p;
  return p;
}

}  // namespace gw::http
