#include "report/sparkline.hpp"

#include <algorithm>
#include <array>
#include <string_view>

namespace gw::report {

namespace {

constexpr std::array<std::string_view, 8> kUp = {"▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"};
constexpr std::array<std::string_view, 8> kAcross = {"▏", "▎", "▍", "▌", "▋", "▊", "▉", "█"};

// `value` of `largest` on a scale of 1..steps; 0 for zero alone.
size_t level(uint64_t value, uint64_t largest, size_t steps) {
  if (value == 0 || largest == 0) return 0;
  __extension__ using Wide = unsigned __int128;
  const auto scaled =
      static_cast<size_t>((Wide{value} * steps * 2 + largest) / (Wide{largest} * 2));
  return std::clamp<size_t>(scaled, 1, steps);
}

}  // namespace

Condensed condense(std::span<const uint64_t> values, size_t width) {
  Condensed result;
  result.per = std::max<size_t>(1, (values.size() + width - 1) / width);
  for (size_t i = 0; i < values.size(); ++i) {
    if (i % result.per == 0) result.values.push_back(0);
    result.values.back() += values[i];
  }
  return result;
}

std::string sparkline(std::span<const uint64_t> values) {
  const uint64_t largest = values.empty() ? 0 : *std::ranges::max_element(values);
  std::string text;
  for (const uint64_t value : values) {
    const size_t height = level(value, largest, kUp.size());
    text += height == 0 ? " " : kUp[height - 1];
  }
  return text;
}

std::string bar(uint64_t value, uint64_t largest, size_t width) {
  const size_t eighths = level(value, largest, width * 8);
  std::string text;
  for (size_t i = 0; i < eighths / 8; ++i) text += kAcross.back();
  if (eighths % 8 > 0) text += kAcross[eighths % 8 - 1];
  return text;
}

}  // namespace gw::report
