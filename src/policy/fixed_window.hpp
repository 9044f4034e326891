// Algorithm::kFixedWindow on a cell: the anchor is the window's first request, the value how many
// it has counted. The window is the half-open interval [anchor, anchor + per).
#pragma once

#include <algorithm>

#include "base/hash.hpp"
#include "policy/limiter.hpp"
#include "policy/micros.hpp"

namespace gw::policy::fixed_window {

inline int64_t used(const LimitSpec& spec, const Cell& cell, Instant now) {
  return elapsed_us({cell.anchor_ns}, now) < spec.per_us ? cell.value : 0;
}

inline Decision peek(const LimitSpec& spec, const Cell& cell, Instant now, int64_t cost) {
  const int64_t left = std::max(spec.count - used(spec, cell, now), int64_t{0});
  if (cost <= left) return {.admitted = true, .remaining = left - cost};
  if (cost > spec.count) return {.retry_after = kNever, .remaining = left};
  const Instant end = Instant{cell.anchor_ns} + microseconds(spec.per_us);
  return {.retry_after = wait_until(end, now), .remaining = left};
}

inline void charge(const LimitSpec& spec, Cell& cell, Instant now, int64_t cost) {
  const int64_t before = used(spec, cell, now);
  cell = {before == 0 ? now.ns : cell.anchor_ns, before + cost};
}

// What a window counts beyond the limit changes nothing, so it is not kept.
inline void charge_refused(const LimitSpec& spec, Cell& cell, Instant now, int64_t cost) {
  const int64_t left = std::max(spec.count - used(spec, cell, now), int64_t{0});
  charge(spec, cell, now, std::min(cost, left));
}

inline void refund(const LimitSpec& spec, Cell& cell, Instant charged_at, Instant now,
                   int64_t cost) {
  if (charged_at.ns < cell.anchor_ns) return;
  cell.value = std::max(used(spec, cell, now) - cost, int64_t{0});
}

inline uint64_t digest(const LimitSpec& spec, const Cell& cell, Instant now) {
  const int64_t count = used(spec, cell, now);
  if (count == 0) return 0;
  return mix(static_cast<uint64_t>(cell.anchor_ns), static_cast<uint64_t>(count));
}

}  // namespace gw::policy::fixed_window
