// Sums of kCounters numbers over a sliding window, kept as ten slices of a tenth of the window
// each, counted from the first addition to an empty window. What is added in slice i counts until
// slice i + 10 begins: between nine and ten tenths of the window, in fixed memory.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>

#include "base/hash.hpp"
#include "base/time.hpp"

namespace gw::policy {

template <size_t kCounters>
class RollingCounts {
 public:
  static constexpr int64_t kSlices = 10;
  using Counts = std::array<int64_t, kCounters>;

  // window >= 10 ns; a tenth is rounded up to the nanosecond.
  explicit RollingCounts(Duration window) : slice_ns_((window.ns + kSlices - 1) / kSlices) {}

  void add(Instant now, const Counts& counts) {
    if (now >= last_end_) [[unlikely]] {
      move_to(now);
    }
    add_to(slices_[index(last_)], counts);
    add_to(totals_, counts);
  }

  Counts totals(Instant now) const {
    if (now < last_end_) [[likely]] {
      return totals_;
    }
    if (last_ < 0) return {};
    Counts sum = totals_;
    // Slices older than the window are still in totals_; they hold the oldest places of the ring.
    const int64_t ended = std::min(std::max(slice(now) - last_, int64_t{0}), kSlices);
    for (int64_t i = 1; i <= ended; ++i) subtract_from(sum, slices_[index(last_ + i)]);
    return sum;
  }

  // One of them: a load of its own, which does not wait for the others to be stored.
  int64_t total(Instant now, size_t counter) const {
    if (now < last_end_) [[likely]] {
      return totals_[counter];
    }
    return totals(now)[counter];
  }

  void clear() { *this = RollingCounts(Duration{slice_ns_ * kSlices}); }

  // Equal when the window is the same from `now` on; 0 when it is empty.
  uint64_t digest(Instant now) const {
    if (last_ < 0 || slice(now) >= last_ + kSlices) return 0;
    uint64_t hash = static_cast<uint64_t>(anchor_.ns);
    for (int64_t i = std::max(slice(now) - kSlices + 1, int64_t{0}); i <= last_; ++i) {
      for (int64_t count : slices_[index(i)]) {
        hash = mix(hash, mix(static_cast<uint64_t>(i), static_cast<uint64_t>(count)));
      }
    }
    return hash;
  }

 private:
  static size_t index(int64_t slice) { return static_cast<size_t>(slice % kSlices); }
  int64_t slice(Instant now) const { return now <= anchor_ ? 0 : (now - anchor_).ns / slice_ns_; }
  static void add_to(Counts& sum, const Counts& counts) {
    for (size_t i = 0; i < kCounters; ++i) sum[i] += counts[i];
  }
  static void subtract_from(Counts& sum, const Counts& counts) {
    for (size_t i = 0; i < kCounters; ++i) sum[i] -= counts[i];
  }
  void restart(Instant now) {
    slices_ = {};
    totals_ = {};
    anchor_ = now;
    last_ = 0;
  }
  void move_to(Instant now) {
    if (last_ < 0 || slice(now) >= last_ + kSlices) restart(now);
    const int64_t to = slice(now);
    last_end_ = anchor_ + Duration{slice_ns_} * (to + 1);
    while (last_ < to) {
      Counts& oldest = slices_[index(++last_)];
      subtract_from(totals_, oldest);
      oldest = {};
    }
  }

  int64_t slice_ns_;
  Instant anchor_;
  int64_t last_ = -1;            // newest slice in the ring; -1 when nothing was added yet
  Instant last_end_{INT64_MIN};  // of that slice: until then nothing moves
  std::array<Counts, kSlices> slices_{};
  Counts totals_{};
};

}  // namespace gw::policy
