// A curve in braille characters, each of two dots across and four down.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace gw::report {

// Both of kBrailleWhole: from the left, and up from the bottom.
struct CurvePlace {
  uint64_t across = 0;
  uint64_t up = 0;
};
inline constexpr uint64_t kBrailleWhole = 1'000'000;

// Straight lines between the places, which go from the left to the right; as many lines of as many
// characters, the top one first, blank where nothing is.
std::vector<std::string> braille_curve(const std::vector<CurvePlace>& places, size_t columns,
                                       size_t rows);

}  // namespace gw::report
