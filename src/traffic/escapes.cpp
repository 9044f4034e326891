#include "traffic/escapes.hpp"

#include <cstring>
#include <optional>

#include "base/utf8.hpp"

namespace gw::traffic {
namespace {

int hex_value(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

// The byte that a letter after a backslash stands for, or 0.
char simple_escape(char c) {
  constexpr std::string_view kLetters = "\"\\nrtbfv";
  constexpr std::string_view kBytes = "\"\\\n\r\t\b\f\v";
  const size_t at = kLetters.find(c);
  return at == std::string_view::npos ? '\0' : kBytes[at];
}

// Of "\uXXXX" at the front of the text.
std::optional<uint32_t> utf16_unit(std::string_view text) {
  constexpr size_t kSize = 6;
  if (text.size() < kSize || text[0] != '\\' || text[1] != 'u') return std::nullopt;
  uint32_t unit = 0;
  for (const char c : text.substr(2, kSize - 2)) {
    if (hex_value(c) < 0) return std::nullopt;
    unit = unit << 4 | static_cast<uint32_t>(hex_value(c));
  }
  return unit;
}

bool is_high_surrogate(uint32_t unit) {
  return unit >= 0xD800 && unit <= 0xDBFF;
}

bool is_low_surrogate(uint32_t unit) {
  return unit >= 0xDC00 && unit <= 0xDFFF;
}

// The character that `text` starts with, one or two units, off its front; it starts with one.
uint32_t take_character(std::string_view& text) {
  constexpr uint32_t kReplacement = 0xFFFD;
  const uint32_t unit = *utf16_unit(text);
  text.remove_prefix(6);
  if (is_low_surrogate(unit)) return kReplacement;
  if (!is_high_surrogate(unit)) return unit;
  const uint32_t low = utf16_unit(text).value_or(0);
  if (!is_low_surrogate(low)) return kReplacement;
  text.remove_prefix(6);
  return 0x10000 + ((unit - 0xD800) << 10) + (low - 0xDC00);
}

// The byte that a letter after a backslash stands for in JSON, or 0.
char json_escape(char c) {
  return c == '/' ? c : c == 'v' ? '\0' : simple_escape(c);
}

}  // namespace

std::string_view decode_any_escapes(std::string_view text, Arena& arena) {
  char* const begin = arena.take(text.size());
  char* out = begin;
  for (size_t i = 0; i < text.size(); ++i) {
    const std::string_view rest = text.substr(i);
    if (rest[0] == '\\' && rest.size() >= 4 && rest[1] == 'x' && hex_value(rest[2]) >= 0 &&
        hex_value(rest[3]) >= 0) {
      *out++ = static_cast<char>(hex_value(rest[2]) * 16 + hex_value(rest[3]));
      i += 3;
    } else if (rest[0] == '\\' && rest.size() >= 2 && simple_escape(rest[1]) != '\0') {
      *out++ = simple_escape(rest[1]);
      i += 1;
    } else {
      *out++ = rest[0];
    }
  }
  return {begin, static_cast<size_t>(out - begin)};
}

std::string_view decode_json_escapes(std::string_view text, Arena& arena) {
  char* const begin = arena.take(text.size());
  char* out = begin;
  while (!text.empty()) {
    if (text[0] != '\\') {
      const std::string_view plain = text.substr(0, find_byte(text, 0, '\\'));
      out += plain.copy(out, plain.size());
      text.remove_prefix(plain.size());
    } else if (utf16_unit(text)) {
      out = write_utf8(out, take_character(text));
    } else {
      *out = text.size() < 2 ? '\0' : json_escape(text[1]);
      if (*out++ == '\0') return {};
      text.remove_prefix(2);
    }
  }
  return {begin, static_cast<size_t>(out - begin)};
}

}  // namespace gw::traffic
