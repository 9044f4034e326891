#include "report/html_over_time.hpp"

#include <fmt/core.h>

#include <algorithm>

#include "report/html_plot.hpp"
#include "report/html_table.hpp"
#include "report/html_text.hpp"
#include "report/number.hpp"
#include "report/sparkline.hpp"

namespace gw::report {

namespace {

__extension__ using Wide = unsigned __int128;

constexpr size_t kMostColumns = 160;
// A column is so many units wide, and its ink one less where there is room for gaps.
constexpr uint64_t kColumn = 10;
constexpr size_t kMostWithGaps = 100;

size_t length_of(const Columns& columns) {
  return columns.layers.empty() ? 0 : columns.layers.front().values.size();
}

uint64_t sum_at(const Columns& columns, size_t i) {
  uint64_t sum = 0;
  for (const Columns::Layer& layer : columns.layers) sum += layer.values[i];
  return sum;
}

uint64_t highest(const Columns& columns) {
  uint64_t most = 0;
  for (size_t i = 0; i < length_of(columns); ++i) most = std::max(most, sum_at(columns, i));
  return most;
}

bool is_empty(const Columns::Layer& layer) {
  return std::ranges::all_of(layer.values, [](uint64_t value) { return value == 0; });
}

// In tenths of a pixel, at least 15 of them for what is more than nothing.
uint64_t tall(uint64_t value, uint64_t top, uint64_t height) {
  if (value == 0) return 0;
  const auto exact = static_cast<uint64_t>(Wide{std::min(value, top)} * height * 10 / top);
  return std::max<uint64_t>(exact, 15);
}

std::string moment_of(const Columns& columns, size_t i) {
  return date_and_time(columns.start + columns.width * static_cast<int64_t>(i));
}

// The layers, and what each column stands for.
std::string ink(const Columns& columns, uint64_t top, uint64_t height) {
  const size_t length = length_of(columns);
  std::vector<uint64_t> from(length, height * 10);
  std::string out;
  for (const Columns::Layer& layer : columns.layers) {
    out += html_column_path(layer.kind, layer.values, top, height, from);
  }
  for (size_t i = 0; i < length; ++i) {
    std::string text = moment_of(columns, i);
    for (const Columns::Layer& layer : columns.layers) {
      if (!is_empty(layer)) text += fmt::format("; {}: {}", layer.name, grouped(layer.values[i]));
    }
    out += html_over(i, length, height, text);
  }
  return out;
}

}  // namespace

std::string html_column_path(std::string_view kind, const std::vector<uint64_t>& values,
                             uint64_t top, uint64_t height, std::vector<uint64_t>& from) {
  const uint64_t wide = values.size() <= kMostWithGaps ? kColumn - 1 : kColumn;
  std::string path;
  for (size_t i = 0; i < values.size(); ++i) {
    const uint64_t up = std::min(tall(values[i], top, height), from[i]);
    if (up == 0) continue;
    path += fmt::format("M{} {}h{}v-{}h-{}z", i * kColumn, from[i], wide, up, wide);
    from[i] -= up;
  }
  if (path.empty()) return {};
  return stretched_path(kind, path, values.size() * kColumn, height * 10, height);
}

std::string html_over(size_t i, size_t length, uint64_t height, std::string_view text) {
  return fmt::format(
      "<rect class=\"over\" x=\"{}\" width=\"{}\" height=\"{}\"><title>{}</title></rect>",
      across(i, length), across(1, length), height, html_text(text));
}

Columns condensed(const Columns& columns) {
  Columns out{columns.start, columns.width, {}};
  for (const Columns::Layer& layer : columns.layers) {
    Condensed condensed = condense(layer.values, kMostColumns);
    out.width = columns.width * static_cast<int64_t>(condensed.per);
    out.layers.push_back({layer.name, layer.kind, std::move(condensed.values)});
  }
  return out;
}

std::string html_columns(const Columns& columns, std::string_view label, uint64_t height) {
  const Scale scale = scale_up_to(highest(columns), height);
  const WallTime end = columns.start + columns.width * static_cast<int64_t>(length_of(columns));
  return html_plot({.label = std::string(label),
                    .height = height,
                    .down = scale.ticks,
                    .across = time_ticks(columns.start, end),
                    .content = ink(columns, scale.top, height)});
}

std::string html_legend(const Columns& columns) {
  std::string out = "<ul class=\"legend\">";
  for (const Columns::Layer& layer : columns.layers) {
    if (is_empty(layer)) continue;
    out += fmt::format(
        "<li><svg width=\"12\" height=\"12\" aria-hidden=\"true\"><rect class=\"{}\" "
        "width=\"12\" height=\"12\" rx=\"2\"/></svg>{}</li>",
        layer.kind, html_text(layer.name));
  }
  return out + "</ul>\n";
}

std::string html_columns_table(const Columns& columns, std::string_view caption) {
  std::vector<HtmlTable::Column> headings{{"from (UTC)", HtmlTable::Column::Holds::kText}};
  for (const Columns::Layer& layer : columns.layers) headings.push_back({layer.name});
  HtmlTable table(std::move(headings));
  for (size_t i = 0; i < length_of(columns); ++i) {
    std::vector<std::string> cells{moment_of(columns, i)};
    for (const Columns::Layer& layer : columns.layers) cells.push_back(grouped(layer.values[i]));
    table.add(cells);
  }
  return table.html(caption);
}

}  // namespace gw::report
