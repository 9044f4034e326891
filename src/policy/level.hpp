// Algorithm::kGcra and kTokenBucket on a cell, as one vessel that leaks: a request pours in per_us
// units, each elapsed microsecond lets out `count` of them, and a request passes when the vessel
// does not run over. The value is the level at the anchor, which moves on by whole microseconds
// with each charge, so that nothing is rounded and products stay small.
#pragma once

#include <algorithm>

#include "base/hash.hpp"
#include "policy/limiter.hpp"
#include "policy/micros.hpp"

namespace gw::policy::level {

inline int64_t capacity(const LimitSpec& spec) {
  return spec.per_us * (spec.algorithm == Algorithm::kGcra ? spec.burst + 1 : spec.burst);
}

// kMaxUnits + 1 stands for all that does not fit.
inline int64_t price(const LimitSpec& spec, int64_t cost) {
  int64_t units = 0;
  if (__builtin_mul_overflow(cost, spec.per_us, &units)) return kMaxUnits + 1;
  return std::min(units, kMaxUnits + 1);
}

inline int64_t level_after(const LimitSpec& spec, const Cell& cell, int64_t us) {
  int64_t gone = 0;
  if (__builtin_mul_overflow(us, spec.count, &gone) || gone >= cell.value) return 0;
  return cell.value - gone;
}

// The cell as of the last whole microsecond before `now`; drained ones start over at `now` itself.
// The level is above the capacity only when it comes from a spec with a larger burst.
inline Cell settled(const LimitSpec& spec, const Cell& cell, Instant now) {
  const int64_t us = elapsed_us({cell.anchor_ns}, now);
  const int64_t level = level_after(spec, cell, us);
  return level == 0 ? fresh(spec, now) : Cell{cell.anchor_ns + us * 1000, level};
}

// On a settled cell.
inline Decision judge(const LimitSpec& spec, const Cell& at, Instant now, int64_t cost) {
  const int64_t room = capacity(spec) - at.value;
  const int64_t units = price(spec, cost);
  if (units <= room) return {.admitted = true, .remaining = (room - units) / spec.per_us};
  Decision refused{.remaining = std::max(room, int64_t{0}) / spec.per_us};
  if (units > capacity(spec)) {
    refused.retry_after = kNever;
    return refused;
  }
  const int64_t us = std::min((units - room + spec.count - 1) / spec.count, kMaxPerUs);
  refused.retry_after = wait_until(Instant{at.anchor_ns} + microseconds(us), now);
  return refused;
}

inline Decision peek(const LimitSpec& spec, const Cell& cell, Instant now, int64_t cost) {
  return judge(spec, settled(spec, cell, now), now, cost);
}

inline void charge(const LimitSpec& spec, Cell& cell, Instant now, int64_t cost) {
  cell = settled(spec, cell, now);
  cell.value += cost * spec.per_us;
}

inline void charge_refused(const LimitSpec& spec, Cell& cell, Instant now, int64_t cost) {
  cell = settled(spec, cell, now);
  const int64_t filled = std::min(cell.value + price(spec, cost), capacity(spec));
  cell.value = std::max(cell.value, filled);
}

// peek, then charge or, when the spec says so, charge_refused; the cell settles once for both.
inline Decision take(const LimitSpec& spec, Cell& cell, Instant now, int64_t cost) {
  Cell at = settled(spec, cell, now);
  const Decision decision = judge(spec, at, now, cost);
  if (decision.admitted) {
    at.value += cost * spec.per_us;
    cell = at;
  } else if (spec.count_refused) {
    charge_refused(spec, cell, now, cost);
  }
  return decision;
}

inline void refund(const LimitSpec& spec, Cell& cell, Instant now, int64_t cost) {
  cell = settled(spec, cell, now);
  cell.value = std::max(cell.value - price(spec, cost), int64_t{0});
}

inline uint64_t digest(const LimitSpec& spec, const Cell& cell, Instant now) {
  const Cell at = settled(spec, cell, now);
  if (at.value == 0) return 0;
  return mix(static_cast<uint64_t>(at.anchor_ns), static_cast<uint64_t>(at.value));
}

}  // namespace gw::policy::level
