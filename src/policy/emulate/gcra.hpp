// The generic cell rate algorithm as throttled and redis-cell have it: whole nanoseconds, a refused
// request changes nothing. Source: throttled/throttled 9e814f2, rate.go; brandur/redis-cell
// 4d42338, src/cell/mod.rs, which differs in how it divides the period.
#pragma once

#include <algorithm>

#include "policy/emulate/decision.hpp"

namespace gw::emulate {

struct Gcra {
  Duration emission = seconds(1);   // between two paced requests, > 0
  Duration tolerance = seconds(1);  // emission * (burst + 1)

  struct Cell {
    int64_t arrival_ns = 0;  // the theoretical arrival time of the next request
  };

  Decision take(Cell& cell, Instant now, uint32_t cost = 1) const {
    const Duration increment{times(emission.ns, cost)};
    const Instant next{plus(std::max(cell.arrival_ns, now.ns), increment.ns)};
    const Duration early = next - tolerance - now;
    if (early.ns > 0) return rejected(increment <= tolerance ? early : kNotTold);
    cell.arrival_ns = next.ns;
    return admitted();
  }

  // The figures of the products' answers, after a `take` at the same time.
  Duration reset_after(const Cell& cell, Instant now) const {
    return {std::max(cell.arrival_ns - now.ns, int64_t{0})};
  }
  int64_t remaining(const Cell& cell, Instant now) const {
    const Duration room = tolerance - reset_after(cell, now);
    return room > emission * -1 ? room.ns / emission.ns : 0;
  }
};

}  // namespace gw::emulate
