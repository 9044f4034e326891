// How a text report may look: its width and whether it may use colour. Colour repeats what the
// words say, never replaces them.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace gw::report {

struct Style {
  size_t width = 80;  // columns, >= 40
  bool color = false;
};

enum class Paint : uint8_t { kBold, kDim, kRed, kYellow, kGreen };

// `text` in that colour when the style has colour, else as it is.
std::string painted(const Style& style, Paint paint, std::string_view text);

// Columns that UTF-8 text takes, one for each code point.
size_t columns(std::string_view text);

// Cut to `width` columns, the cut marked with "…".
std::string fitted(std::string_view text, size_t width);

// The same with the cut in the middle, where names differ least.
std::string fitted_middle(std::string_view text, size_t width);

// Words of `text` in lines of at most `width` columns, each after `indent` columns that the caller
// has put before the first line and that are spaces before the others. No line end at the end.
std::string wrapped(std::string_view text, size_t width, size_t indent);

}  // namespace gw::report
