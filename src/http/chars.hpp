// Classes of bytes that the readers of this folder share, and the two scans that most bytes of a
// head go through: 16 bytes a step where the machine has SSE2 (all of x86-64), byte by byte
// elsewhere.
#pragma once

#include <array>
#include <bit>
#include <cstdint>
#include <string_view>

#if defined(__SSE2__)
#include <emmintrin.h>
#endif

namespace gw::http {

// Bits of kCharClasses.
enum CharClass : uint8_t {
  kTokenChar = 1,       // RFC 9110 section 5.6.2
  kNameChar = 2,        // letters, digits, '-': names of request fields
  kUnreservedChar = 4,  // RFC 3986 section 2.3
  kPathChar = 8,        // pchar without '%'
  kEscapedChar = 16,    // written as an escape in a canonical path
  kHexChar = 32,
  kHostChar = 64,  // reg-name without escapes and ','
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
  for (size_t c = 0x80; c <= 0xFF; ++c) classes[c] |= kEscapedChar;
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

#if defined(__SSE2__)
// A bit for each of the 16 bytes at `p` that is a control character but no tabulator.
inline unsigned control_bits(const char* p) {
  const __m128i bytes = _mm_loadu_si128(reinterpret_cast<const __m128i*>(p));
  const __m128i low = _mm_cmpeq_epi8(_mm_min_epu8(bytes, _mm_set1_epi8(0x1F)), bytes);
  const __m128i tab = _mm_cmpeq_epi8(bytes, _mm_set1_epi8('\t'));
  const __m128i del = _mm_cmpeq_epi8(bytes, _mm_set1_epi8(0x7F));
  return static_cast<unsigned>(_mm_movemask_epi8(_mm_or_si128(_mm_andnot_si128(tab, low), del)));
}

// A bit for each of the 16 bytes at `p` that is no kNameChar.
inline unsigned other_than_name_bits(const char* p) {
  const __m128i bytes = _mm_loadu_si128(reinterpret_cast<const __m128i*>(p));
  const auto within = [](__m128i from_first, char width) {
    return _mm_cmpeq_epi8(_mm_subs_epu8(from_first, _mm_set1_epi8(width)), _mm_setzero_si128());
  };
  const __m128i lower = _mm_or_si128(bytes, _mm_set1_epi8(0x20));
  const __m128i letter = within(_mm_sub_epi8(lower, _mm_set1_epi8('a')), 25);
  const __m128i digit = within(_mm_sub_epi8(bytes, _mm_set1_epi8('0')), 9);
  const __m128i dash = _mm_cmpeq_epi8(bytes, _mm_set1_epi8('-'));
  const __m128i name = _mm_or_si128(_mm_or_si128(letter, digit), dash);
  return static_cast<unsigned>(_mm_movemask_epi8(name)) ^ 0xFFFFU;
}
#endif

// The first control character in [p, end), or `end`.
inline const char* find_control(const char* p, const char* end) {
#if defined(__SSE2__)
  for (; end - p >= 16; p += 16) {
    const unsigned hits = control_bits(p);
    if (hits != 0) return p + std::countr_zero(hits);
  }
#endif
  while (p != end && !is_control(*p)) ++p;
  return p;
}

// The first byte in [p, end) that is no kNameChar, or `end`.
inline const char* find_other_than_name(const char* p, const char* end) {
#if defined(__SSE2__)
  for (; end - p >= 16; p += 16) {
    const unsigned hits = other_than_name_bits(p);
    if (hits != 0) return p + std::countr_zero(hits);
  }
#endif
  while (p != end && is(*p, kNameChar)) ++p;
  return p;
}

}  // namespace gw::http
