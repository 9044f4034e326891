// RateLimiter of npm's limiter: a token bucket that starts full, and no more than its size in an
// interval that starts with the first request after the last one's end; when that is spent the
// bucket is not even looked at. Source: limiter 4.1.0, dist/esm/RateLimiter.js.
#pragma once

#include "policy/emulate/token_bucket.hpp"

namespace gw::emulate {

struct NpmLimiter {
  TokenBucket bucket;  // strict, stamp_refused, in milliseconds
  int64_t limit = 1;   // an interval, >= 1
  Duration interval = seconds(1);

  struct Cell {
    TokenBucket::Cell bucket{};
    int64_t start_ns = 0;
    int64_t used = 0;
  };

  Decision take(Cell& cell, Instant now, uint32_t cost = 1) const {
    const Instant at = floor_to(now, bucket.tick);
    if (cost > limit) return rejected();
    if (cell.bucket.last_ns == 0) cell.bucket = {at.ns, bucket.start};
    if (at.ns - cell.start_ns >= interval.ns || at.ns < cell.start_ns) {
      cell.start_ns = at.ns;
      cell.used = 0;
    }
    if (cost > limit - cell.used) return rejected({cell.start_ns + interval.ns - at.ns});
    const Decision decision = bucket.take(cell.bucket, at, cost);
    if (decision.outcome == Outcome::kAdmit) cell.used += cost;
    return decision;
  }
};

}  // namespace gw::emulate
