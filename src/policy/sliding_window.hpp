// Algorithm::kSlidingWindow on a cell: the anchor is the start of the current window, the value its
// count in the low 32 bits and the previous window's in the high ones. Two windows without a
// request drain it.
#pragma once

#include <algorithm>

#include "base/hash.hpp"
#include "policy/limiter.hpp"
#include "policy/micros.hpp"

namespace gw::policy::sliding_window {

// The cell unpacked as of `now`; a drained one starts its window at `now`.
struct Windows {
  Instant start;
  int64_t us = 0;  // since start, < per_us
  int64_t current = 0;
  int64_t previous = 0;
};

inline Windows at(const LimitSpec& spec, const Cell& cell, Instant now) {
  Windows windows{.start = {cell.anchor_ns},
                  .us = elapsed_us({cell.anchor_ns}, now),
                  .current = cell.value & 0xFFFFFFFF,
                  .previous = cell.value >> 32};
  if (windows.us >= spec.per_us) {
    windows.previous = windows.us - spec.per_us < spec.per_us ? windows.current : 0;
    windows.current = 0;
    windows.us -= spec.per_us;
    windows.start = windows.start + microseconds(spec.per_us);
  }
  if (windows.current == 0 && windows.previous == 0) return {.start = now};
  return windows;
}

inline Cell packed(const Windows& windows) {
  return {windows.start.ns, windows.previous << 32 | windows.current};
}

// floor(previous * remaining / per): what the previous window still weighs.
inline int64_t weight(const LimitSpec& spec, const Windows& windows) {
  if (windows.previous == 0) return 0;
  return windows.previous * (spec.per_us - windows.us) / spec.per_us;
}

// The longest remaining time of a window, <= per, at which `previous` weighs at most `most` >= 0.
inline int64_t remaining_us_at(const LimitSpec& spec, int64_t previous, int64_t most) {
  if (previous <= most) return spec.per_us;
  return ((most + 1) * spec.per_us - 1) / previous;
}

// When a refused request of cost <= count fits: later in this window, in the next one, where the
// present count is the previous one, or at the end of that, where both are gone.
inline Instant fits_at(const LimitSpec& spec, const Windows& windows, int64_t cost) {
  const int64_t most = spec.count - cost;
  if (windows.current <= most) {
    const int64_t left = remaining_us_at(spec, windows.previous, most - windows.current);
    return windows.start + microseconds(spec.per_us - left);
  }
  const int64_t left = remaining_us_at(spec, windows.current, most);
  return windows.start + microseconds(2 * spec.per_us - left);
}

inline Decision peek(const LimitSpec& spec, const Cell& cell, Instant now, int64_t cost) {
  const Windows windows = at(spec, cell, now);
  const int64_t used = windows.current + weight(spec, windows);
  const int64_t left = std::max(spec.count - used, int64_t{0});
  if (cost <= left) return {.admitted = true, .remaining = left - cost};
  if (cost > spec.count) return {.retry_after = kNever, .remaining = left};
  return {.retry_after = wait_until(fits_at(spec, windows, cost), now), .remaining = left};
}

inline void charge(const LimitSpec& spec, Cell& cell, Instant now, int64_t cost) {
  Windows windows = at(spec, cell, now);
  windows.current += cost;
  cell = packed(windows);
}

// Saturates where a later product would not fit any more.
inline void charge_refused(const LimitSpec& spec, Cell& cell, Instant now, int64_t cost) {
  Windows windows = at(spec, cell, now);
  const int64_t most = std::min(kMaxCount, kMaxUnits / spec.per_us);
  windows.current = std::min(windows.current + std::min(cost, most), most);
  cell = packed(windows);
}

inline void refund(const LimitSpec& spec, Cell& cell, Instant charged_at, Instant now,
                   int64_t cost) {
  Windows windows = at(spec, cell, now);
  const Instant previous_start = windows.start - microseconds(spec.per_us);
  if (charged_at >= windows.start) {
    windows.current = std::max(windows.current - cost, int64_t{0});
  } else if (charged_at >= previous_start) {
    windows.previous = std::max(windows.previous - cost, int64_t{0});
  }
  cell = packed(windows);
}

inline bool drained(const LimitSpec& spec, const Cell& cell, Instant now) {
  const Windows windows = at(spec, cell, now);
  return windows.current == 0 && windows.previous == 0;
}

inline uint64_t digest(const LimitSpec& spec, const Cell& cell, Instant now) {
  if (drained(spec, cell, now)) return 0;
  const Cell rolled = packed(at(spec, cell, now));
  return mix(static_cast<uint64_t>(rolled.anchor_ns), static_cast<uint64_t>(rolled.value));
}

}  // namespace gw::policy::sliding_window
