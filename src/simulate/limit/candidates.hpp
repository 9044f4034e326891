// The limits that a tune looks at: those that may be suggested, and the fewer that make a curve or
// a table.
#pragma once

#include <cstdint>
#include <vector>

namespace gw::simulate {

// The smallest limit that may be suggested of those that are not below: each up to 10,000, then
// those of four digits and zeros. A shard tries them all, since it cannot know which one it will
// be.
uint64_t candidate(uint64_t value);

// All of those below `highest`, or below what no log can need; ascending, as the others.
std::vector<uint64_t> candidates_below(uint64_t highest);
// 1..99, 100, 110 ... below `highest`, which is enough for a curve.
std::vector<uint64_t> steps_below(uint64_t highest);
// 1, 2, 3, 5, 7, 10, 20 ... up to the candidate that nobody exceeds.
std::vector<uint64_t> chosen_limits(uint64_t highest);

}  // namespace gw::simulate
