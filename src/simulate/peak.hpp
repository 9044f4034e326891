// The busiest second of something that is counted in the order of time.
#pragma once

#include <cstdint>

#include "simulate/results.hpp"

namespace gw::simulate {

class PeakCounter {
 public:
  // `second`: whole seconds since 1970, never less than the last time.
  void add(int64_t second) {
    if (second != second_) {
      second_ = second;
      count_ = 0;
    }
    if (++count_ > best_) {
      best_ = count_;
      best_second_ = second;
    }
  }

  Peak peak() const { return {best_, WallTime{best_second_ * 1'000'000'000}}; }

 private:
  int64_t second_ = INT64_MIN;
  int64_t best_second_ = 0;
  uint32_t count_ = 0;
  uint32_t best_ = 0;
};

}  // namespace gw::simulate
