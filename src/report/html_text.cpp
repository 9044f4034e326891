#include "report/html_text.hpp"

#include "base/text.hpp"

namespace gw::report {

std::string html_text(std::string_view foreign, size_t max_bytes) {
  std::string out;
  for (const char c : printable(foreign, max_bytes)) {
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
      case '\'':
        out += "&#39;";
        break;
      default:
        out += c;
    }
  }
  return out;
}

std::string html_key(std::string_view key) {
  return html_text(key, 200);
}

std::string html_json(std::string json) {
  for (size_t at = json.find('<'); at != std::string::npos; at = json.find('<', at)) {
    json.replace(at, 1, "\\u003c");
  }
  return json;
}

}  // namespace gw::report
