// One page in one file: nothing is loaded, and a Content-Security-Policy with the hashes of its
// style sheet and its script keeps it so, whatever a log tries to write into it. No time of making
// and no path but the names that were given: the same report is the same bytes.
#pragma once

#include <string>
#include <string_view>

namespace gw::report {

struct HtmlPage {
  std::string title;  // as text
  std::string body;   // as HTML
  // Runs after the body; the data that it reads, as JSON, is the content of the element "data".
  std::string_view script = {};
  std::string data = {};
};

std::string to_html(const HtmlPage& page);

// Of every page, of the page whose line can be dragged, and of the one whose cells can be chosen.
extern const std::string_view kHtmlStyle;
extern const std::string_view kTuneScript;
extern const std::string_view kBreakerScript;

}  // namespace gw::report
