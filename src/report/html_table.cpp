#include "report/html_table.hpp"

#include <fmt/core.h>

#include <algorithm>

#include "base/check.hpp"
#include "report/heat_map.hpp"
#include "report/html_plot.hpp"
#include "report/html_text.hpp"

namespace gw::report {

std::string HtmlTable::attribute(size_t column) const {
  switch (columns_[column].holds) {
    case Column::Holds::kNumber:
      return " class=\"n\"";
    case Column::Holds::kBar:
      return " class=\"bar\"";
    case Column::Holds::kHeat:
      return " class=\"heat\"";
    case Column::Holds::kText:
      break;
  }
  return {};
}

void HtmlTable::add(const std::vector<std::string>& cells) {
  GW_CHECK(cells.size() == columns_.size());
  rows_ += "<tr>";
  for (size_t i = 0; i < cells.size(); ++i) {
    const std::string_view tag = i == 0 ? "th" : "td";
    rows_ += fmt::format("<{}{}{}>{}</{}>", tag, i == 0 ? " scope=\"row\"" : "", attribute(i),
                         cells[i], tag);
  }
  rows_ += "</tr>\n";
}

std::string HtmlTable::html(std::string_view caption) const {
  const std::string name = html_text(caption);
  const bool plain = std::ranges::none_of(
      columns_, [](const Column& column) { return column.holds == Column::Holds::kBar; });
  std::string out = fmt::format(
      "<div class=\"scroll\" role=\"region\" tabindex=\"0\" aria-label=\"{}\">\n"
      "<table{}>\n<caption>{}</caption>\n<thead><tr>",
      name, plain ? " class=\"plain\"" : "", name);
  for (size_t i = 0; i < columns_.size(); ++i) {
    out += fmt::format("<th scope=\"col\"{}>{}</th>", attribute(i), html_text(columns_[i].heading));
  }
  return out + "</tr></thead>\n<tbody>\n" + rows_ + "</tbody>\n</table>\n</div>\n";
}

std::string html_heat(uint64_t part, uint64_t whole, std::string_view word,
                      std::string_view title) {
  return fmt::format("<span class=\"heat-{}\" title=\"{}\">{}</span>", shade_of(part, whole),
                     html_text(title), html_text(word));
}

std::string html_bar(const std::vector<BarPiece>& pieces, uint64_t whole) {
  std::string out = "<svg width=\"100%\" height=\"10\" aria-hidden=\"true\">";
  uint64_t before = 0;
  for (const BarPiece& piece : pieces) {
    if (piece.value == 0) continue;
    out += fmt::format("<rect class=\"{}\" x=\"{}\" width=\"{}\" height=\"10\"/>", piece.kind,
                       across(before, whole), across(piece.value, whole));
    before += piece.value;
  }
  return out + "</svg>";
}

}  // namespace gw::report
