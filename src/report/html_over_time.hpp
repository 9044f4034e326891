// Counts over time as columns, pieces on top of each other, with their table.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/time.hpp"

namespace gw::report {

struct Columns {
  struct Layer {
    std::string_view name;  // as text
    std::string_view kind;  // the class that colours it
    std::vector<uint64_t> values;
  };
  WallTime start;
  Duration width;
  std::vector<Layer> layers;  // from the bottom up, of as many values each
};

// Columns of one layer as SVG, on top of what `from` says is there already (tenths of a pixel from
// the top, one a value), which then says what is left.
std::string html_column_path(std::string_view kind, const std::vector<uint64_t>& values,
                             uint64_t top, uint64_t height, std::vector<uint64_t>& from);

// Where the mouse rests on the column `i` of `length` it says `text`.
std::string html_over(size_t i, size_t length, uint64_t height, std::string_view text);

// As few as fit a screen, neighbours added up.
Columns condensed(const Columns& columns);

// Layers without any value are left out of the picture. A value above 0 is always seen. `label` is
// the whole in a sentence, for who cannot see it.
std::string html_columns(const Columns& columns, std::string_view label, uint64_t height);

// What the colours mean.
std::string html_legend(const Columns& columns);

// The same as numbers.
std::string html_columns_table(const Columns& columns, std::string_view caption);

}  // namespace gw::report
