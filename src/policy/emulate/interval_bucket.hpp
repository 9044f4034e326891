// A token bucket that gains `quantum` tokens at the end of each whole interval: juju/ratelimit
// (f60b320, ratelimit.go) as KrakenD uses it, @upstash/ratelimit's tokenBucket (5b5448a,
// src/lua-scripts/single.ts) and Envoy's local rate limit before its AtomicTokenBucketImpl.
#pragma once

#include <algorithm>

#include "policy/emulate/decision.hpp"

namespace gw::emulate {

struct IntervalBucket {
  Duration interval = seconds(1);  // > 0
  int64_t quantum = 1;             // >= 1
  int64_t capacity = 1;            // >= 1; a new key has as many
  Duration tick = nanoseconds(1);
  // Intervals since then for all keys, else (0) since the key's first request.
  Instant origin{};
  // Upstash drops a key when it would be full, counted from the last admitted request on; the next
  // request starts its intervals anew.
  bool drop_when_full = false;

  struct Cell {
    int64_t filled_ns = 0;
    int64_t drop_ns = 0;
    int64_t tokens = 0;
  };

  Decision take(Cell& cell, Instant now, uint32_t cost = 1) const {
    const Instant at = floor_to(now, tick);
    const bool dropped = drop_when_full && cell.drop_ns != 0 && at.ns > cell.drop_ns;
    if (cell.filled_ns == 0 || dropped) {
      const Duration into_interval =
          origin.ns == 0 ? Duration{} : Duration{(at - origin).ns % interval.ns};
      cell = {(at - into_interval).ns, 0, capacity};
    }
    const int64_t intervals = (at.ns - cell.filled_ns) / interval.ns;
    if (intervals > 0) {
      const int64_t missing = capacity - cell.tokens;
      // Whether so many intervals fill it, without a product that could overflow.
      const bool full = intervals >= (missing + quantum - 1) / quantum;
      cell.tokens = full ? capacity : cell.tokens + intervals * quantum;
      cell.filled_ns += intervals * interval.ns;
    }
    if (cell.tokens < cost) {
      const int64_t waits = (cost - cell.tokens + quantum - 1) / quantum;
      return rejected(cost > capacity
                          ? kNotTold
                          : Duration{plus(cell.filled_ns - at.ns, times(waits, interval.ns))});
    }
    cell.tokens -= cost;
    const int64_t fills = (capacity - cell.tokens + quantum - 1) / quantum;
    cell.drop_ns = plus(at.ns, times(fills, interval.ns));
    return admitted();
  }
};

}  // namespace gw::emulate
