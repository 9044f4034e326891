// Generated input for tests: a counter-based sequence that a seed in a failure message repeats.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "base/draw.hpp"
#include "base/hash.hpp"

namespace gw::oracle {

class Dice {
 public:
  explicit Dice(uint64_t seed) : seed_(seed) {}

  uint64_t next() { return mix(seed_, ++count_); }
  // In [least, most].
  int64_t between(int64_t least, int64_t most) {
    return least +
           static_cast<int64_t>(draw_below(next(), static_cast<uint64_t>(most - least) + 1));
  }
  bool one_in(int64_t n) { return between(1, n) == 1; }
  template <class T>
  const T& pick(std::span<const T> choices) {
    return choices[static_cast<size_t>(between(0, static_cast<int64_t>(choices.size()) - 1))];
  }

 private:
  uint64_t seed_;
  uint64_t count_ = 0;
};

}  // namespace gw::oracle
