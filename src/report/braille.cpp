#include "report/braille.hpp"

#include <algorithm>
#include <array>

namespace gw::report {

namespace {

constexpr size_t kAcross = 2;
constexpr size_t kDown = 4;

// Bits of U+2800 by column and row of a dot.
constexpr std::array<std::array<uint8_t, kDown>, kAcross> kDots{
    {{0x01, 0x02, 0x04, 0x40}, {0x08, 0x10, 0x20, 0x80}}};

std::string utf8_of(uint8_t dots) {
  if (dots == 0) return " ";
  return {'\xE2', static_cast<char>(0xA0 | dots >> 6), static_cast<char>(0x80 | (dots & 0x3F))};
}

// The nearest of `steps` dots.
size_t dot_of(uint64_t part, size_t steps) {
  return static_cast<size_t>((std::min(part, kBrailleWhole) * (steps - 1) + kBrailleWhole / 2) /
                             kBrailleWhole);
}

class Dots {
 public:
  Dots(size_t columns, size_t rows) : wide_(columns * kAcross), tall_(rows * kDown) {
    cells_.assign(rows, std::vector<uint8_t>(columns, 0));
  }

  void line(const CurvePlace& from, const CurvePlace& to) {
    const size_t first = dot_of(from.across, wide_);
    const size_t last = dot_of(to.across, wide_);
    const size_t begin = dot_of(from.up, tall_);
    const size_t end = dot_of(to.up, tall_);
    size_t before = begin;
    for (size_t x = first; x <= last; ++x) {
      const size_t at = last == first ? end : between(begin, end, x - first, last - first);
      // No gap between one column and the next.
      for (size_t up = std::min(before, at); up <= std::max(before, at); ++up) {
        if (up != before || x == first) set(x, up);
      }
      set(x, at);
      before = at;
    }
  }

  std::vector<std::string> text() const {
    std::vector<std::string> lines;
    for (const std::vector<uint8_t>& row : cells_) {
      std::string& line = lines.emplace_back();
      for (const uint8_t dots : row) line += utf8_of(dots);
    }
    return lines;
  }

 private:
  static size_t between(size_t begin, size_t end, size_t step, size_t steps) {
    const size_t part = (std::max(begin, end) - std::min(begin, end)) * step * 2 + steps;
    return end >= begin ? begin + part / (2 * steps) : begin - part / (2 * steps);
  }

  void set(size_t x, size_t up) {
    const size_t down = tall_ - 1 - up;
    cells_[down / kDown][x / kAcross] |= kDots[x % kAcross][down % kDown];
  }

  size_t wide_;
  size_t tall_;
  std::vector<std::vector<uint8_t>> cells_;
};

}  // namespace

std::vector<std::string> braille_curve(const std::vector<CurvePlace>& places, size_t columns,
                                       size_t rows) {
  Dots dots(columns, rows);
  for (size_t i = 0; i < places.size(); ++i) dots.line(places[i == 0 ? 0 : i - 1], places[i]);
  return dots.text();
}

}  // namespace gw::report
