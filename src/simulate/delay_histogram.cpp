#include "simulate/delay_histogram.hpp"

#include <algorithm>

namespace gw::simulate {

// Values below 16 have a bucket each; above, the four bits after the highest one choose.
size_t DelayHistogram::bucket_of(uint64_t ns) {
  if (ns < kSub) return static_cast<size_t>(ns);
  const auto shift = static_cast<int>(std::bit_width(ns)) - 1 - kSubBits;
  return static_cast<size_t>(shift + 1) * kSub + ((ns >> shift) & (kSub - 1));
}

int64_t DelayHistogram::highest_in(size_t bucket) {
  if (bucket < kSub) return static_cast<int64_t>(bucket);
  const size_t shift = bucket / kSub - 1;
  const uint64_t lowest = (kSub + bucket % kSub) << shift;
  return static_cast<int64_t>(lowest + (1ULL << shift) - 1);
}

void DelayHistogram::add(Duration delay) {
  const int64_t ns = std::max<int64_t>(delay.ns, 0);
  ++counts_[bucket_of(static_cast<uint64_t>(ns))];
  ++count_;
  max_ns_ = std::max(max_ns_, ns);
}

void DelayHistogram::add(const DelayHistogram& other) {
  for (size_t bucket = 0; bucket < counts_.size(); ++bucket) {
    counts_[bucket] += other.counts_[bucket];
  }
  count_ += other.count_;
  max_ns_ = std::max(max_ns_, other.max_ns_);
}

std::vector<uint64_t> DelayHistogram::buckets() const {
  size_t used = counts_.size();
  while (used > 0 && counts_[used - 1] == 0) --used;
  return {counts_.begin(), counts_.begin() + static_cast<std::ptrdiff_t>(used)};
}

bool DelayHistogram::restore(const std::vector<uint64_t>& buckets, Duration max) {
  if (buckets.size() > counts_.size()) return false;
  *this = {};
  std::ranges::copy(buckets, counts_.begin());
  for (const uint64_t count : buckets) count_ += count;
  max_ns_ = max.ns;
  return true;
}

Duration DelayHistogram::percentile(uint64_t percent) const {
  const uint64_t rank = (count_ * percent + 99) / 100;
  uint64_t seen = 0;
  for (size_t bucket = 0; bucket < counts_.size(); ++bucket) {
    seen += counts_[bucket];
    if (seen >= rank && seen > 0) return {std::min(highest_in(bucket), max_ns_)};
  }
  return {0};
}

QueueDelays DelayHistogram::summary() const {
  return {count_, percentile(50), percentile(90), percentile(99), {max_ns_}};
}

}  // namespace gw::simulate
