#include "report/table.hpp"

#include <algorithm>
#include <numeric>
#include <utility>

#include "base/check.hpp"

namespace gw::report {

namespace {

constexpr size_t kGap = 2;

std::string aligned(std::string_view cell, size_t width, Column::Align align) {
  const std::string text = fitted_middle(cell, width);
  const std::string space(width - std::min(width, columns(text)), ' ');
  return align == Column::Align::kLeft ? text + space : space + text;
}

void trim_end(std::string& line) {
  line.erase(line.find_last_not_of(' ') + 1);
}

}  // namespace

void Table::add(std::vector<std::string> cells) {
  GW_CHECK(cells.size() == columns_.size());
  rows_.push_back(std::move(cells));
}

// 0 for a column that is left out.
std::vector<size_t> Table::widths(const Style& style) const {
  std::vector<size_t> result(columns_.size(), 0);
  for (size_t i = 0; i < columns_.size(); ++i) {
    for (const auto& row : rows_) result[i] = std::max(result[i], columns(row[i]));
    if (result[i] > 0) result[i] = std::max(result[i], columns(columns_[i].heading));
  }
  const auto shown =
      static_cast<size_t>(std::ranges::count_if(result, [](size_t w) { return w > 0; }));
  const size_t room = style.width - std::min(style.width, shown * kGap);
  size_t total = std::accumulate(result.begin(), result.end(), size_t{0});
  while (total > room) {
    size_t widest = columns_.size();
    for (size_t i = 0; i < columns_.size(); ++i) {
      const bool candidate = columns_[i].shrinks_to > 0 && result[i] > columns_[i].shrinks_to;
      if (candidate && (widest == columns_.size() || result[i] > result[widest])) widest = i;
    }
    if (widest == columns_.size()) break;
    --result[widest];
    --total;
  }
  return result;
}

std::string Table::text(const Style& style) const {
  const std::vector<size_t> width = widths(style);
  const auto line = [&](auto cell) {
    std::string text;
    for (size_t i = 0; i < columns_.size(); ++i) {
      if (width[i] == 0) continue;
      text += std::string(kGap, ' ') + aligned(cell(i), width[i], columns_[i].align);
    }
    trim_end(text);
    return text;
  };
  const std::string head = line([&](size_t i) -> std::string_view { return columns_[i].heading; });
  std::string text = head.empty() ? "" : painted(style, Paint::kDim, head) + "\n";
  for (const auto& row : rows_) {
    text += line([&](size_t i) -> std::string_view { return row[i]; }) + "\n";
  }
  return text;
}

}  // namespace gw::report
