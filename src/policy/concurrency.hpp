// Algorithm::kConcurrency on a cell: the value is how many requests are held.
#pragma once

#include <algorithm>

#include "base/check.hpp"
#include "policy/limiter.hpp"

namespace gw::policy::concurrency {

inline Decision peek(const LimitSpec& spec, const Cell& cell, int64_t cost) {
  const int64_t left = std::max(spec.count - cell.value, int64_t{0});
  if (cost <= left) return {.admitted = true, .remaining = left - cost};
  return {.retry_after = cost > spec.count ? kNever : kUnknownRetryAfter, .remaining = left};
}

inline void charge(Cell& cell, int64_t cost) {
  cell.value += cost;
}

inline void release(Cell& cell, int64_t cost) {
  GW_CHECK(cost <= cell.value);
  cell.value -= cost;
}

}  // namespace gw::policy::concurrency
