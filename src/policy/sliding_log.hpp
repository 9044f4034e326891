// Algorithm::kSlidingLog on a cell: the value is the handle of a ring with the times of the counted
// requests, in microseconds from the anchor; at most `count` of them matter, so no more are kept.
#pragma once

#include "policy/limiter.hpp"
#include "policy/ring_pool.hpp"

namespace gw::policy::sliding_log {

// A request that would fit but for which the pool has no memory is refused with
// kUnknownRetryAfter.
Decision peek(const LimitSpec& spec, const Cell& cell, Instant now, int64_t cost,
              const RingPool& rings);
void charge(const LimitSpec& spec, Cell& cell, Instant now, int64_t cost, RingPool& rings);
// Counts nothing when the pool has no memory.
void charge_refused(const LimitSpec& spec, Cell& cell, Instant now, int64_t cost, RingPool& rings);
void refund(const LimitSpec& spec, Cell& cell, Instant charged_at, int64_t cost, RingPool& rings);
bool drained(const LimitSpec& spec, const Cell& cell, Instant now, const RingPool& rings);
uint64_t digest(const LimitSpec& spec, const Cell& cell, Instant now, const RingPool& rings);

}  // namespace gw::policy::sliding_log
