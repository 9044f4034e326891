// Envoy's local rate limit since its AtomicTokenBucketImpl: the bucket is its virtual time, at
// which it was empty; a refused request changes nothing. Envoy keeps it as a double of seconds on
// the monotonic clock, which counts from the machine's boot: no log tells that, and a double of it
// is exact to a nanosecond for the first 97 days. So it is exact here, and needs no boot: a key's
// bucket is full at its first request. Source: envoyproxy/envoy 00c7146,
// source/common/common/token_bucket_impl.cc and
// source/extensions/filters/common/local_ratelimit/local_ratelimit_impl.cc.
#pragma once

#include <algorithm>

#include "base/units.hpp"
#include "policy/emulate/decision.hpp"

namespace gw::emulate {

struct VirtualBucket {
  __extension__ using Wide = __int128;

  int64_t max_tokens = 1;  // 0 .. 1e9; 0 refuses all
  Rate fill;               // count 1 .. 1e9 tokens in at most 3650 d

  struct Cell {
    Wide empty_at = 0;  // nanoseconds since 1970, times fill.count
    bool seen = false;
  };

  // A token is fill.per.ns parts, of which fill.count come each nanosecond.
  Decision take(Cell& cell, Instant now, uint32_t cost = 1) const {
    const Wide now_parts = Wide{now.ns} * fill.count;
    const Wide full = Wide{max_tokens} * fill.per.ns;
    const Wide parts = cell.seen ? std::min(full, now_parts - cell.empty_at) : full;
    const Wide needed = Wide{cost} * fill.per.ns;
    if (parts < needed) return rejected();
    cell = {now_parts - (parts - needed), true};
    return admitted();
  }
};

}  // namespace gw::emulate
