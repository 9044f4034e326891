#include "report/style.hpp"

#include <algorithm>

#include "base/text.hpp"

namespace gw::report {

namespace {

std::string_view code(Paint paint) {
  switch (paint) {
    case Paint::kBold:
      return "\x1b[1m";
    case Paint::kDim:
      return "\x1b[2m";
    case Paint::kRed:
      return "\x1b[31m";
    case Paint::kYellow:
      return "\x1b[33m";
    case Paint::kGreen:
      return "\x1b[32m";
  }
  return {};
}

bool starts_code_point(char c) {
  return (static_cast<unsigned char>(c) & 0xC0) != 0x80;
}

// Where the code point number `index` (from 0) starts.
size_t offset_of(std::string_view text, size_t index) {
  for (size_t i = 0; i < text.size(); ++i) {
    if (!starts_code_point(text[i])) continue;
    if (index == 0) return i;
    --index;
  }
  return text.size();
}

}  // namespace

std::string painted(const Style& style, Paint paint, std::string_view text) {
  if (!style.color || text.empty()) return std::string(text);
  return std::string(code(paint)) + std::string(text) + "\x1b[0m";
}

size_t columns(std::string_view text) {
  return static_cast<size_t>(std::ranges::count_if(text, starts_code_point));
}

std::string fitted(std::string_view text, size_t width) {
  if (columns(text) <= width) return std::string(text);
  return std::string(text.substr(0, offset_of(text, width - 1))) + "…";
}

std::string fitted_middle(std::string_view text, size_t width) {
  const size_t length = columns(text);
  if (length <= width) return std::string(text);
  const size_t tail = (width - 1) / 2;
  return std::string(text.substr(0, offset_of(text, width - 1 - tail))) + "…" +
         std::string(text.substr(offset_of(text, length - tail)));
}

std::string wrapped(std::string_view text, size_t width, size_t indent) {
  std::string result;
  size_t column = indent;
  for (const std::string_view word : split(text, ' ')) {
    const size_t length = columns(word);
    if (column > indent && column + 1 + length > width) {
      result += '\n' + std::string(indent, ' ');
      column = indent;
    } else if (!result.empty()) {
      result += ' ';
      ++column;
    }
    result += word;
    column += length;
  }
  return result;
}

}  // namespace gw::report
