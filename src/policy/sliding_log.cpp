#include "policy/sliding_log.hpp"

#include <algorithm>

#include "base/hash.hpp"
#include "policy/micros.hpp"

namespace gw::policy::sliding_log {
namespace {

// The first index with a stamp > `stamp`, which is how many are <= it: searched by doubling steps
// from the oldest on, because few have expired since the last charge.
int64_t count_up_to(const RingPool& rings, RingHandle ring, int64_t stamp) {
  const int64_t size = rings.size(ring);
  int64_t low = 0;
  int64_t high = 0;
  while (high < size && rings.at(ring, high) <= stamp) {
    low = high + 1;
    high = 2 * high + 1;
  }
  high = std::min(high, size);
  while (low < high) {
    const int64_t middle = (low + high) / 2;
    if (rings.at(ring, middle) <= stamp) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  return low;
}

int64_t elapsed(const Cell& cell, Instant now) {
  return elapsed_us({cell.anchor_ns}, now);
}

int64_t expired(const LimitSpec& spec, const Cell& cell, Instant now, const RingPool& rings) {
  return count_up_to(rings, cell.value, elapsed(cell, now) - spec.per_us);
}

void append(const LimitSpec& spec, Cell& cell, Instant now, int64_t cost, RingPool& rings) {
  if (sliding_log::drained(spec, cell, now, rings)) cell.anchor_ns = now.ns;
  const int64_t us = elapsed(cell, now);
  for (int64_t i = 0; i < cost; ++i) cell.value = rings.append(cell.value, us, spec.count);
}

void drop_expired(const LimitSpec& spec, const Cell& cell, Instant now, RingPool& rings) {
  if (cell.value != 0) rings.drop_oldest(cell.value, expired(spec, cell, now, rings));
}

}  // namespace

Decision peek(const LimitSpec& spec, const Cell& cell, Instant now, int64_t cost,
              const RingPool& rings) {
  const int64_t size = rings.size(cell.value);
  const int64_t live = size - expired(spec, cell, now, rings);
  const int64_t left = std::max(spec.count - live, int64_t{0});
  if (cost > spec.count) return {.retry_after = kNever, .remaining = left};
  if (cost > left) {
    // The oldest request that must have gone for this one to fit.
    const int64_t stamp = rings.at(cell.value, size - 1 - (spec.count - cost));
    const Instant gone = Instant{cell.anchor_ns} + microseconds(stamp + spec.per_us);
    return {.retry_after = wait_until(gone, now), .remaining = left};
  }
  if (!rings.has_room(cell.value, live + cost)) return {.retry_after = kUnknownRetryAfter};
  return {.admitted = true, .remaining = left - cost};
}

void charge(const LimitSpec& spec, Cell& cell, Instant now, int64_t cost, RingPool& rings) {
  drop_expired(spec, cell, now, rings);
  append(spec, cell, now, cost, rings);
}

void charge_refused(const LimitSpec& spec, Cell& cell, Instant now, int64_t cost, RingPool& rings) {
  const int64_t kept = std::min(cost, spec.count);
  drop_expired(spec, cell, now, rings);
  const int64_t needed = std::min(rings.size(cell.value) + kept, spec.count);
  if (rings.has_room(cell.value, needed)) append(spec, cell, now, kept, rings);
}

void refund(const LimitSpec& spec, Cell& cell, Instant charged_at, int64_t cost, RingPool& rings) {
  if (cell.value == 0 || charged_at.ns < cell.anchor_ns) return;
  const int64_t us = elapsed(cell, charged_at);
  for (int64_t i = 0; i < std::min(cost, spec.count); ++i) {
    const int64_t newest = count_up_to(rings, cell.value, us) - 1;
    if (newest < 0 || rings.at(cell.value, newest) != us) return;
    rings.remove(cell.value, newest);
  }
}

bool drained(const LimitSpec& spec, const Cell& cell, Instant now, const RingPool& rings) {
  const int64_t size = rings.size(cell.value);
  return size == 0 || rings.at(cell.value, size - 1) <= elapsed(cell, now) - spec.per_us;
}

uint64_t digest(const LimitSpec& spec, const Cell& cell, Instant now, const RingPool& rings) {
  uint64_t hash = 0;
  for (int64_t i = expired(spec, cell, now, rings); i < rings.size(cell.value); ++i) {
    hash = mix(hash, static_cast<uint64_t>(cell.anchor_ns + rings.at(cell.value, i) * 1000));
  }
  return hash;
}

}  // namespace gw::policy::sliding_log
