#include "simulate/limit/candidates.hpp"

#include <algorithm>

namespace gw::simulate {

namespace {

constexpr size_t kMaxChosen = 64;
constexpr uint64_t kMostNeed = 1'000'000'000'000;

// The smallest number of so many digits, and zeros, that is not below.
uint64_t rounded_up(uint64_t value, uint64_t digits_end) {
  uint64_t ten = 1;
  while (value / ten >= digits_end) ten *= 10;
  return (value + ten - 1) / ten * ten;
}

}  // namespace

uint64_t candidate(uint64_t value) {
  return rounded_up(value, 10'000);
}

std::vector<uint64_t> candidates_below(uint64_t highest) {
  highest = std::min(highest, kMostNeed);
  std::vector<uint64_t> limits;
  for (uint64_t limit = 1; limit < highest; limit = candidate(limit + 1)) limits.push_back(limit);
  return limits;
}

std::vector<uint64_t> steps_below(uint64_t highest) {
  highest = std::min(highest, kMostNeed);
  std::vector<uint64_t> limits;
  for (uint64_t step = 1; step < highest; step = rounded_up(step + 1, 100)) limits.push_back(step);
  return limits;
}

std::vector<uint64_t> chosen_limits(uint64_t highest) {
  std::vector<uint64_t> limits;
  for (uint64_t ten = 1; ten < highest && limits.size() < kMaxChosen; ten *= 10) {
    for (const uint64_t step : {1U, 2U, 3U, 5U, 7U}) {
      if (step * ten < highest) limits.push_back(step * ten);
    }
  }
  limits.push_back(candidate(std::max<uint64_t>(highest, 1)));
  return limits;
}

}  // namespace gw::simulate
