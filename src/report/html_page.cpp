#include "report/html_page.hpp"

#include <fmt/core.h>

#include "base/sha256.hpp"
#include "report/html_text.hpp"

namespace gw::report {

namespace {

std::string source_of(std::string_view text) {
  if (text.empty()) return "'none'";
  const Sha256 hash = sha256(text);
  return "'sha256-" + base64(std::string(hash.begin(), hash.end())) + "'";
}

}  // namespace

std::string to_html(const HtmlPage& page) {
  std::string out = fmt::format(
      "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
      "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src {}; "
      "script-src {}; base-uri 'none'; form-action 'none'\">\n"
      "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
      "<meta name=\"color-scheme\" content=\"light dark\">\n<title>{}</title>\n<style>",
      source_of(kHtmlStyle), source_of(page.script), html_text(page.title));
  out += kHtmlStyle;
  out += "</style>\n</head>\n<body>\n<main>\n" + page.body + "</main>\n";
  if (!page.script.empty()) {
    out += "<script type=\"application/json\" id=\"data\">" + html_json(page.data) + "</script>\n";
    out += "<script>";
    out += page.script;
    out += "</script>\n";
  }
  return out + "</body>\n</html>\n";
}

}  // namespace gw::report
