#include "report/heat_map.hpp"

#include <algorithm>
#include <string_view>
#include <utility>

#include "report/number.hpp"
#include "report/table.hpp"

namespace gw::report {

namespace {

constexpr std::string_view kShades[] = {"  ", "░░", "▒▒", "▓▓", "██"};

std::string text_of(const HeatCell& cell, const HeatRow& row) {
  if (cell.none) return "·   ";
  return percent(cell.part, row.whole) + cell.mark +
         std::string(kShades[shade_of(cell.shaded_by.value_or(cell.part), row.largest)]);
}

}  // namespace

size_t shade_of(uint64_t part, uint64_t largest) {
  if (part == 0 || largest == 0) return 0;
  __extension__ using Wide = unsigned __int128;
  const Wide quarters = Wide{part} * 4 / largest;
  return static_cast<size_t>(std::min<Wide>(quarters, 3)) + 1;
}

std::string heat_map(const HeatMap& map, const Style& style) {
  std::vector<Column> columns{{.heading = map.corner}};
  for (const std::string& name : map.columns) columns.push_back({.heading = name + "   "});
  Table table(std::move(columns));
  for (const HeatRow& row : map.rows) {
    std::vector<std::string> cells{row.name};
    for (const HeatCell& one : row.cells) cells.push_back(text_of(one, row));
    table.add(std::move(cells));
  }
  return table.text(style);
}

}  // namespace gw::report
