// Lengths of time in buckets of a sixteenth of their power of two: percentiles without keeping the
// values, in integers.
#pragma once

#include <array>
#include <bit>
#include <cstdint>
#include <vector>

#include "simulate/results.hpp"

namespace gw::simulate {

class DelayHistogram {
 public:
  // Negative lengths count as 0.
  void add(Duration delay);
  // Those of another run too.
  void add(const DelayHistogram& other);
  // How many of each length, up to the last bucket that has any, and the longest: what makes an
  // equal one again.
  std::vector<uint64_t> buckets() const;
  Duration max() const { return {max_ns_}; }
  // False when there are more buckets than there can be.
  bool restore(const std::vector<uint64_t>& buckets, Duration max);
  // Percentiles are the highest value of the bucket that holds them, and never above the maximum.
  QueueDelays summary() const;

 private:
  static constexpr int kSubBits = 4;
  static constexpr uint64_t kSub = 1U << kSubBits;

  static size_t bucket_of(uint64_t ns);
  static int64_t highest_in(size_t bucket);
  Duration percentile(uint64_t percent) const;

  std::array<uint64_t, (64 - kSubBits + 1) * kSub> counts_{};
  uint64_t count_ = 0;
  int64_t max_ns_ = 0;
};

}  // namespace gw::simulate
