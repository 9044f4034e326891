// Counts over time in one line of block characters.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace gw::report {

// Neighbours added up so that at most `width` (>= 1) values remain, each but the last out of
// equally many. `per` is how many went into one.
struct Condensed {
  std::vector<uint64_t> values;
  size_t per = 1;
};

Condensed condense(std::span<const uint64_t> values, size_t width);

// One of ▁▂▃▄▅▆▇█ a value, the largest being █; a space for zero, ▁ for anything above.
std::string sparkline(std::span<const uint64_t> values);

// A horizontal bar of at most `width` columns in steps of an eighth; empty for zero, and never
// empty for anything above.
std::string bar(uint64_t value, uint64_t largest, size_t width);

}  // namespace gw::report
