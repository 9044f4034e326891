// For each rule the mistake that it is there for, as an edit of a text of big_config().
#pragma once

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

namespace gw::lint {

struct TextEdit {
  std::string_view from;
  std::string_view to;  // "#! GW301" at the end of a line: GW301 has a finding there
};

// `edits` are made in one block (a route, a service, a key of the top) that has the text of all of
// them; "{n}" is its number, "{s}" the name of the service it goes to. `elsewhere` are made where
// the text first has what they replace.
struct Mistake {
  std::string_view rule;
  std::vector<TextEdit> edits;
  std::vector<TextEdit> elsewhere = {};
  uint32_t replicas = 1;
};

std::span<const Mistake> mistakes();

}  // namespace gw::lint
