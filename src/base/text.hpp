// Small questions about ASCII text that several folders ask.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace gw {

// Without spaces and tabs at both ends.
std::string_view trim(std::string_view text);

// Pieces between separators; always at least one, pieces may be empty.
std::vector<std::string_view> split(std::string_view text, char separator);

constexpr char ascii_lower(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
}
std::string to_lower(std::string_view text);
bool equals_ignoring_case(std::string_view a, std::string_view b);

// Decimal digits only, no sign, no space; empty when it does not fit 64 bits.
std::optional<uint64_t> parse_u64(std::string_view text);

// "1,234,567".
std::string grouped(uint64_t number);

// "1 request", "2,000 requests": English words that take an s.
std::string counted(uint64_t number, std::string_view noun);

// The nearest of `words` within edit distance 1 (up to four letters) or 2, for "did you mean";
// empty when nothing is near. The first of several equally near ones.
std::string_view nearest_word(std::string_view word, std::span<const std::string_view> words);

// At most `max_bytes` foreign bytes, the cut marked with "...", made safe for a terminal, a log
// line or a message: what shown_length (base/utf8.hpp) refuses as \xHH, byte by byte. Not for JSON.
std::string printable(std::string_view text, size_t max_bytes = 200);

// The offset of the first byte that is not valid UTF-8 (RFC 3629: no surrogates, no overlong
// forms), or empty when all is well.
std::optional<size_t> first_invalid_utf8(std::string_view text);

// `text` as a JSON string with its quotes. Bytes that are not UTF-8 become U+FFFD.
void append_json_string(std::string& out, std::string_view text);

}  // namespace gw
