#include "simulate/reorder.hpp"

#include <algorithm>
#include <bit>
#include <cstring>

#include "base/check.hpp"

namespace gw::simulate {

namespace {

// Below this many an ordinary sort is faster than three passes.
constexpr size_t kSortByDigitsFrom = 512;

constexpr uint32_t nanosecond(uint64_t key) {
  return static_cast<uint32_t>(key >> 32);
}

}  // namespace

ReorderBuffer::ReorderBuffer(const Settings& settings)
    : settings_(settings), window_s_(settings.window.ns / kSecondNs) {
  const auto seconds_kept = static_cast<uint64_t>(window_s_ + 2 * kMaxSpreadNs / kSecondNs + 4);
  const uint64_t size = std::bit_ceil(seconds_kept);
  mask_ = size - 1;
  ring_.resize(size);
  stamps_.resize(size);
}

void ReorderBuffer::saw_early_stamp(int64_t logged_ns) {
  if (started_) {
    ++backwards_;
    backwards_most_ns_ = std::max(backwards_most_ns_, latest_ns_ - logged_ns);
    return;
  }
  started_ = true;
  latest_ns_ = logged_ns;
  aim();
  frontier_ = target_ - 1;
}

void ReorderBuffer::aim() {
  const int64_t second = second_of(latest_ns_);
  target_ = second - window_s_;
  next_target_ns_ = (second + 1) * kSecondNs;
}

// Moves the frontier to the next second that has arrivals, as far as it may go.
bool ReorderBuffer::find_next() {
  if (pending_ == 0) {
    frontier_ = std::max(frontier_, target_);
    return false;
  }
  const bool forced = finished_ || pending_ > settings_.max_pending;
  while (bucket(frontier_).empty() && (forced || frontier_ < target_)) ++frontier_;
  return forced || frontier_ < target_;
}

// Too early for what was given out already.
int64_t ReorderBuffer::take_late(Arrival& arrival) {
  ++late_;
  arrival.time_ns = frontier_ * kSecondNs;
  arrival.flags &= static_cast<uint8_t>(~Arrival::kToSpread);
  return frontier_;
}

void ReorderBuffer::jitter(Arrival& head, int64_t resolution_ns) const {
  const uint64_t number = draw(settings_.seed, head.order, Purpose::kSubsecond, 0);
  head.time_ns += static_cast<int64_t>(draw_below(number, static_cast<uint64_t>(resolution_ns)));
}

// Memory grows by slabs and never shrinks; the chunk that was emptied last is used first.
void ReorderBuffer::add_chunk(Bucket& to) {
  constexpr size_t kSlabBytes = size_t{2} << 20;
  if (spare_.empty()) {
    GW_CHECK(chunks_.size() < (1U << (32 - kChunkBits)) - kSlabBytes / kChunkBytes);
    slabs_.emplace_back(static_cast<std::byte*>(allocate_huge(kSlabBytes)));
    for (size_t byte = kSlabBytes; byte > 0; byte -= kChunkBytes) {
      spare_.push_back(static_cast<uint32_t>(chunks_.size()));
      chunks_.push_back(slabs_.back().get() + byte - kChunkBytes);
    }
  }
  to.push_back({spare_.back(), 0});
  spare_.pop_back();
}

void ReorderBuffer::spread(Arrival& arrival) const {
  arrival.flags &= static_cast<uint8_t>(~Arrival::kToSpread);
  const StampCount& stamp = stamps_[arrival.stamp_s & mask_];
  if (stamp.stamp_s != arrival.stamp_s) return;
  const auto length = static_cast<uint64_t>(stamp.resolution_ns);
  arrival.time_ns += static_cast<int64_t>(arrival.rank * length / stamp.count);
}

size_t ReorderBuffer::take() {
  for (const Chunk& chunk : taken_) spare_.push_back(chunk.number);
  taken_.clear();
  std::swap(taken_, bucket(frontier_));
  sorted_.clear();
  for (const Chunk& chunk : taken_) collect(chunk);
  pending_ -= sorted_.size();
  ++frontier_;
  sort();
  return sorted_.size();
}

// Sorts out what belongs to a later second after all.
void ReorderBuffer::collect(const Chunk& chunk) {
  const int64_t start_ns = frontier_ * kSecondNs;
  for (uint32_t byte = 0; byte < chunk.used;) {
    const uint32_t place = chunk.number << kChunkBits | byte;
    Arrival& arrival = at(place);
    const size_t size = sizeof(Arrival) + arrival.words * sizeof(uint64_t);
    if (arrival.has(Arrival::kToSpread)) spread(arrival);
    const int64_t second = second_of(arrival.time_ns);
    if (second > frontier_) {
      put(&arrival, size, second);
    } else {
      sorted_.push_back(static_cast<uint64_t>(arrival.time_ns - start_ns) << 32 | place);
    }
    byte += static_cast<uint32_t>(size);
  }
}

void ReorderBuffer::sort() {
  const auto not_after = [](uint64_t a, uint64_t b) { return nanosecond(b) <= nanosecond(a); };
  if (std::ranges::adjacent_find(sorted_, not_after) == sorted_.end()) return;
  if (!std::is_sorted(sorted_.begin(), sorted_.end())) {
    if (sorted_.size() < kSortByDigitsFrom) {
      std::sort(sorted_.begin(), sorted_.end());
    } else {
      sort_by_digits();
    }
  }
  order_ties();
}

// Least digit first over the 30 bits of the nanosecond; stable, so places stay in order.
void ReorderBuffer::sort_by_digits() {
  constexpr int kDigits = 3;
  constexpr int kBits = 10;
  constexpr uint64_t kMask = (1U << kBits) - 1;
  std::array<std::array<uint32_t, kMask + 1>, kDigits> starts{};
  for (const uint64_t key : sorted_) {
    for (size_t digit = 0; digit < kDigits; ++digit) {
      ++starts[digit][key >> (32 + digit * kBits) & kMask];
    }
  }
  scratch_.resize(sorted_.size());
  for (size_t digit = 0; digit < kDigits; ++digit) {
    uint32_t sum = 0;
    for (uint32_t& start : starts[digit]) {
      const uint32_t count = start;
      start = sum;
      sum += count;
    }
    for (const uint64_t key : sorted_) {
      scratch_[starts[digit][key >> (32 + digit * kBits) & kMask]++] = key;
    }
    sorted_.swap(scratch_);
  }
}

// Equal times in the order of source and line.
void ReorderBuffer::order_ties() {
  const auto order = [&](uint64_t key) { return at(static_cast<uint32_t>(key)).order; };
  const auto earlier = [&](uint64_t a, uint64_t b) { return order(a) < order(b); };
  for (size_t from = 0; from + 1 < sorted_.size();) {
    size_t end = from + 1;
    while (end < sorted_.size() && nanosecond(sorted_[end]) == nanosecond(sorted_[from])) ++end;
    const auto first = sorted_.begin() + static_cast<std::ptrdiff_t>(from);
    const auto last = sorted_.begin() + static_cast<std::ptrdiff_t>(end);
    if (end - from > 1 && !std::is_sorted(first, last, earlier)) std::sort(first, last, earlier);
    from = end;
  }
}

}  // namespace gw::simulate
