// The blocks that pages are made of: a head, large numbers, sections, tables that open.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "simulate/results.hpp"

namespace gw::report {

// The command, the name of the page and what it says in a sentence, as text.
struct HtmlHead {
  std::string_view command;
  std::string title;
  std::string sentence;
  std::string setting;
};
std::string html_head(const HtmlHead& head);

// A large number with its name and what it is out of, as text. With an id, the elements of the
// number and of the note have it and the same with "-of", for a script to write to.
struct HtmlFigure {
  std::string_view name;
  std::string number;
  std::string note;
  std::string_view kind = {};  // of the curve or layer that it belongs to
  std::string_view id = {};
};
std::string html_figures(const std::vector<HtmlFigure>& figures);

// `title` and `aside` as text, `body` as HTML; nothing around an empty body.
std::string html_section(std::string_view title, std::string_view aside, const std::string& body);

// What is shown when the summary is chosen.
std::string html_details(std::string_view summary, const std::string& body);

// What the log cannot tell, and how it was read.
std::string html_caveats(const std::vector<simulate::Caveat>& caveats);
std::string html_reading(const simulate::Reading& reading);

// "gw tune limit, access.log and 2 more".
std::string html_title(std::string_view command, const simulate::Reading& reading);

}  // namespace gw::report
