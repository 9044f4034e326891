#include "simulate/part_json.hpp"

namespace gw::simulate {

std::string widened(const std::string& text) {
  std::string out;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte >= 0x80) out += static_cast<char>(0xC0 | byte >> 6);
    out += byte < 0x80 ? c : static_cast<char>(0x80 | (byte & 0x3F));
  }
  return out;
}

std::string narrowed(const std::string& text) {
  std::string out;
  for (size_t at = 0; at < text.size(); ++at) {
    const auto byte = static_cast<unsigned char>(text[at]);
    if ((byte & 0xFE) == 0xC2 && at + 1 < text.size()) {
      const auto next = static_cast<unsigned char>(text[++at]);
      out += static_cast<char>((byte & 3) << 6 | (next & 0x3F));
    } else {
      out += text[at];
    }
  }
  return out;
}

}  // namespace gw::simulate
