// A token bucket in doubles that fills continuously, as golang.org/x/time/rate (2b4e439,
// rate/rate.go), Traefik's RateLimit over it (26978da, pkg/middlewares/ratelimiter/
// in_memory_limiter.go), Spring Cloud Gateway's Redis script, AWS API Gateway as documented and
// npm's limiter (4.1.0, dist/esm/TokenBucket.js) have it, with what sets them apart as settings.
#pragma once

#include <algorithm>

#include "policy/emulate/decision.hpp"

namespace gw::emulate {

struct TokenBucket {
  double per_unit = 1;  // tokens gained in a `unit`, > 0
  Duration unit = seconds(1);
  double capacity = 1;             // > 0
  double start = 1;                // tokens of a key that nobody has seen, 0 .. capacity
  Duration tick = nanoseconds(1);  // the step of the product's clock
  bool stamp_refused = false;  // a refused request settles the bucket, with the rounding of that
  Duration wait_max{};         // who needs to wait no longer reserves his tokens and waits
  bool strict = false;         // whether a lack that a nanosecond would fill refuses
  int64_t forget_s = 0;        // an idle key is new after so many changes of the second; 0: never

  struct Cell {
    int64_t last_ns = 0;
    double tokens = 0;
  };

  Decision take(Cell& cell, Instant now, uint32_t cost = 1) const {
    const Instant at = floor_to(now, tick);
    if (cell.last_ns == 0 || forgotten(cell, at)) cell = {at.ns, start};
    const Duration elapsed{std::max(at.ns - cell.last_ns, int64_t{0})};
    const double before = std::min(cell.tokens + in_units(elapsed, unit) * per_unit, capacity);
    const double after = before - cost;
    const Duration wait = after < 0 ? time_for(-after) : Duration{};
    const bool fits = after >= 0 || (!strict && cost <= capacity && wait <= wait_max);
    if (fits) {
      cell = {at.ns, after};
      return delayed(wait);
    }
    if (stamp_refused) cell = {at.ns, wait_max.ns > 0 ? after + cost : before};
    return rejected(cost <= capacity ? wait : kNotTold);
  }

 private:
  bool forgotten(const Cell& cell, Instant at) const {
    return forget_s > 0 && at.ns / 1'000'000'000 >= cell.last_ns / 1'000'000'000 + forget_s;
  }

  Duration time_for(double tokens) const {
    const double ns = tokens / per_unit * static_cast<double>(unit.ns);
    return {ns < 9.2e18 ? static_cast<int64_t>(ns) : INT64_MAX};
  }
};

}  // namespace gw::emulate
