// Shares in a grid, each with a shade that grows with it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "report/style.hpp"

namespace gw::report {

struct HeatCell {
  uint64_t part = 0;
  bool none = false;                    // nothing happened at all: a dot
  char mark = ' ';                      // behind the share
  std::optional<uint64_t> shaded_by{};  // instead of the part
};

struct HeatRow {
  std::string name;
  std::vector<HeatCell> cells;  // one a column
  uint64_t whole = 1;           // what their parts are of
  uint64_t largest = 1;         // of what shades: the darkest
};

struct HeatMap {
  std::string corner;  // what the rows are
  std::vector<std::string> columns;
  std::vector<HeatRow> rows;
};

// How dark, 0..4: 0 for nothing, or of nothing, 4 for three quarters of `largest` and more.
size_t shade_of(uint64_t part, uint64_t largest);

// A line a row under one of headings, each starting with two spaces.
std::string heat_map(const HeatMap& map, const Style& style);

}  // namespace gw::report
