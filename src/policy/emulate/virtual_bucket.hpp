// Envoy's local rate limit since its AtomicTokenBucketImpl: the bucket is one double, the virtual
// time in seconds at which it was empty; a refused request changes nothing. Source:
// envoyproxy/envoy 00c7146, source/common/common/token_bucket_impl.cc and
// source/extensions/filters/common/local_ratelimit/local_ratelimit_impl.cc.
#pragma once

#include <algorithm>

#include "policy/emulate/decision.hpp"

namespace gw::emulate {

struct VirtualBucket {
  double max_tokens = 1;  // >= 0; 0 refuses all
  double fill_rate = 1;   // tokens a second, > 0
  // Where the product's clock starts: its monotonic clock has small numbers, and a double that
  // holds seconds since 1970 would round by a quarter of a microsecond.
  Instant origin{};

  struct Cell {
    double empty_at_s = 0;
    bool seen = false;
  };

  Decision take(Cell& cell, Instant now, uint32_t cost = 1) const {
    const double now_s = in_units(now - origin, seconds(1));
    const double empty_at = cell.seen ? cell.empty_at_s : now_s - max_tokens / fill_rate;
    const double tokens = std::min(max_tokens, (now_s - empty_at) * fill_rate);
    if (tokens < cost) return rejected();
    cell = {now_s - (tokens - cost) / fill_rate, true};
    return admitted();
  }
};

}  // namespace gw::emulate
