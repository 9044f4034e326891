// A table of texts with aligned columns, made to fit a width: the columns that may shrink are cut
// in their middle, the widest first. Nothing ever wraps: what still does not fit stands out.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "report/style.hpp"

namespace gw::report {

struct Column {
  enum class Align : uint8_t { kLeft, kRight };
  std::string heading;
  Align align = Align::kRight;
  size_t shrinks_to = 0;  // columns, >= 3; 0: it does not shrink
};

class Table {
 public:
  explicit Table(std::vector<Column> columns) : columns_(std::move(columns)) {}

  // One cell a column. Cells hold one line.
  void add(std::vector<std::string> cells);
  bool empty() const { return rows_.empty(); }

  // Each line starts with two spaces; two stand between columns; none at the end of a line.
  // Columns with only empty cells are left out.
  std::string text(const Style& style) const;

 private:
  std::vector<size_t> widths(const Style& style) const;

  std::vector<Column> columns_;
  std::vector<std::vector<std::string>> rows_;
};

}  // namespace gw::report
