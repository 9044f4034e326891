#include "report/xml.hpp"

#include <fmt/core.h>

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

std::string junit_errors(std::span<const std::string> errors) {
  if (errors.empty()) return {};
  std::string suite =
      fmt::format("  <testsuite name=\"unusable\" tests=\"{0}\" errors=\"{0}\">\n", errors.size());
  for (const std::string& error : errors) {
    suite += fmt::format(
        "    <testcase name=\"usable\" classname=\"gw\">\n      <error message=\"{}\"/>\n    "
        "</testcase>\n",
        xml_escaped(error));
  }
  return suite + "  </testsuite>\n";
}

std::string junit_error_count(std::span<const std::string> errors) {
  return errors.empty() ? "" : fmt::format(" errors=\"{}\"", errors.size());
}

}  // namespace gw::report
