// resilience4j's AtomicRateLimiter: permits by cycle, counted from the limiter's start (here the
// key's first request); who comes too late in a cycle reserves from the next ones and waits, as
// long as that is within the timeout, else nothing is reserved. Source: resilience4j af9e7c9,
// ratelimiter/internal/AtomicRateLimiter.java.
#pragma once

#include <algorithm>

#include "policy/emulate/decision.hpp"

namespace gw::emulate {

struct FixedCycle {
  int32_t permits = 50;               // a cycle, >= 1
  Duration cycle = nanoseconds(500);  // > 0
  Duration timeout = seconds(5);      // >= 0

  struct Cell {
    int64_t start_ns = 0;
    int64_t cycle_number = 0;
    int64_t permits = 0;  // below zero when reserved ahead
  };

  Decision take(Cell& cell, Instant now, uint32_t cost = 1) const {
    if (cell.start_ns == 0) cell = {now.ns, 0, permits};
    const int64_t since = now.ns - cell.start_ns;
    const int64_t number = since / cycle.ns;
    if (number != cell.cycle_number) {
      const int64_t cycles = std::max(number - cell.cycle_number, int64_t{0});
      cell.permits = std::min(plus(times(cycles, permits), cell.permits), int64_t{permits});
      cell.cycle_number = number;
    }
    const Duration wait{wait_ns(cell, since, cost)};
    if (wait > timeout) return rejected();
    cell.permits -= cost;
    return delayed(wait);
  }

 private:
  int64_t wait_ns(const Cell& cell, int64_t since, int64_t cost) const {
    if (cell.permits >= cost) return 0;
    const int64_t missing = cost - (cell.permits + permits);
    const int64_t cycles = (missing + permits - 1) / permits;
    const int64_t to_next = cycle.ns - (since - cell.cycle_number * cycle.ns);
    return plus(times(cycles, cycle.ns), to_next);
  }
};

}  // namespace gw::emulate
