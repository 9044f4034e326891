#include "base/utf8.hpp"

namespace gw {

size_t utf8_length(std::string_view text) {
  const auto at = [&](size_t i) { return static_cast<unsigned char>(text[i]); };
  const auto follows = [&](size_t i, unsigned low = 0x80, unsigned high = 0xBF) {
    return i < text.size() && at(i) >= low && at(i) <= high;
  };
  if (text.empty()) return 0;
  const unsigned lead = at(0);
  if (lead < 0x80) return 1;
  if (lead >= 0xC2 && lead <= 0xDF) return follows(1) ? 2 : 0;
  if (lead >= 0xE0 && lead <= 0xEF) {
    const unsigned low = lead == 0xE0 ? 0xA0 : 0x80;
    const unsigned high = lead == 0xED ? 0x9F : 0xBF;
    return follows(1, low, high) && follows(2) ? 3 : 0;
  }
  if (lead >= 0xF0 && lead <= 0xF4) {
    const unsigned low = lead == 0xF0 ? 0x90 : 0x80;
    const unsigned high = lead == 0xF4 ? 0x8F : 0xBF;
    return follows(1, low, high) && follows(2) && follows(3) ? 4 : 0;
  }
  return 0;
}

size_t shown_length(std::string_view text) {
  const std::string_view sequence = text.substr(0, utf8_length(text));
  const bool control =
      sequence < " " || sequence == "\x7F" || (sequence >= "\u0080" && sequence <= "\u009F");
  const bool turns = (sequence >= "\u202A" && sequence <= "\u202E") ||
                     (sequence >= "\u2066" && sequence <= "\u2069");
  return control || turns ? 0 : sequence.size();
}

char* write_utf8(char* p, uint32_t code_point) {
  const auto byte = [&](uint32_t bits) { *p++ = static_cast<char>(bits); };
  const auto continuation = [&](int shift) { byte(0x80 | (code_point >> shift & 0x3F)); };
  if (code_point < 0x80) {
    byte(code_point);
  } else if (code_point < 0x800) {
    byte(0xC0 | code_point >> 6);
    continuation(0);
  } else if (code_point < 0x10000) {
    byte(0xE0 | code_point >> 12);
    continuation(6);
    continuation(0);
  } else {
    byte(0xF0 | code_point >> 18);
    continuation(12);
    continuation(6);
    continuation(0);
  }
  return p;
}

}  // namespace gw
