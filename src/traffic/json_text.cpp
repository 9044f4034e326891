#include "traffic/json_text.hpp"

namespace gw::traffic {
namespace {

void append_hex_escape(std::string& out, unsigned char byte) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  out.append("\\u00");
  out += kDigits[byte >> 4];
  out += kDigits[byte & 15];
}

// Bytes from `first_escaped` on are escaped, and controls, quotes and backslashes always.
void append_json(std::string& out, std::string_view text, unsigned first_escaped) {
  out += '"';
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == '"' || c == '\\') {
      out += '\\';
      out += c;
    } else if (byte < 0x20 || byte == 0x7F || byte >= first_escaped) {
      append_hex_escape(out, byte);
    } else {
      out += c;
    }
  }
  out += '"';
}

}  // namespace

void append_json_bytes(std::string& out, std::string_view bytes) {
  append_json(out, bytes, 0x80);
}

void append_json_utf8(std::string& out, std::string_view text) {
  append_json(out, text, 0x100);
}

std::optional<std::string> bytes_of_latin1(std::string_view utf8) {
  std::string out;
  out.reserve(utf8.size());
  for (size_t i = 0; i < utf8.size(); ++i) {
    const auto byte = static_cast<unsigned char>(utf8[i]);
    if (byte < 0x80) {
      out += utf8[i];
      continue;
    }
    if ((byte != 0xC2 && byte != 0xC3) || i + 1 == utf8.size()) return std::nullopt;
    const auto next = static_cast<unsigned char>(utf8[++i]);
    if (next < 0x80 || next > 0xBF) return std::nullopt;
    out += static_cast<char>((byte & 3) << 6 | (next & 0x3F));
  }
  return out;
}

}  // namespace gw::traffic
