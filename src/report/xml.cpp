#include "report/xml.hpp"

#include "base/text.hpp"

namespace gw::report {

std::string xml_escaped(std::string_view text) {
  std::string out;
  if (const auto wrong = first_invalid_utf8(text)) {
    return xml_escaped(text.substr(0, *wrong)) + "?" + xml_escaped(text.substr(*wrong + 1));
  }
  for (const char c : text) {
    switch (c) {
      case '&':
        out += "&amp;";
        break;
      case '<':
        out += "&lt;";
        break;
      case '>':
        out += "&gt;";
        break;
      case '"':
        out += "&quot;";
        break;
      case '\n':
        out += "&#10;";
        break;
      default:
        if (static_cast<unsigned char>(c) >= 0x20 || c == '\t') out += c;
    }
  }
  return out;
}

}  // namespace gw::report
