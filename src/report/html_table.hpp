// A table of a page: a row a key or a step of time, numbers on the right, bars in their rows.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace gw::report {

class HtmlTable {
 public:
  struct Column {
    enum class Holds : uint8_t { kText, kNumber, kBar, kHeat };
    std::string_view heading;  // as text
    Holds holds = Holds::kNumber;
  };

  explicit HtmlTable(std::vector<Column> columns) : columns_(std::move(columns)) {}

  // As HTML, one a column; the first one heads the row.
  void add(const std::vector<std::string>& cells);
  bool empty() const { return rows_.empty(); }
  // `caption`, as text, is what a screen reader calls it.
  std::string html(std::string_view caption) const;

 private:
  std::string attribute(size_t column) const;

  std::vector<Column> columns_;
  std::string rows_;
};

struct BarPiece {
  std::string_view kind;  // the class that colours it
  uint64_t value = 0;
};
// A cell with a word in a shade of 0 to 4 and with what is said where the mouse rests, both as
// text.
std::string html_heat(uint64_t part, uint64_t whole, std::string_view word, std::string_view title);
// A bar across its cell, of pieces one after the other, out of `whole`.
std::string html_bar(const std::vector<BarPiece>& pieces, uint64_t whole);

}  // namespace gw::report
