#include "traffic/escapes.hpp"

#include <cstring>

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

}  // namespace gw::traffic
