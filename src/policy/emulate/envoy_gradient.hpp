// Envoy's adaptive concurrency, the gradient controller: from time to time it lets few requests
// through and measures how fast the upstream is then; in between each window's percentile moves the
// limit. Its timers are worked out from the time of the next event. Envoy takes the percentile from
// libcirclllhist, whose bins are 1 to 10 % wide; here it is exact (nearest rank). Source:
// envoyproxy/envoy 054694f, source/extensions/filters/http/adaptive_concurrency/controller/
// gradient_controller.cc.
#pragma once

#include <vector>

#include "base/draw.hpp"
#include "policy/emulate/concurrency.hpp"

namespace gw::emulate {

struct EnvoyGradient {
  int32_t least = 3;    // min_concurrency, also while measuring
  int32_t most = 1000;  // max_concurrency_limit
  double percentile = 0.5;
  double buffer = 0.25;
  double jitter = 0.15;
  int32_t measured_requests = 50;
  Duration measure_every = seconds(60);       // no default in Envoy
  Duration update_every = milliseconds(100);  // no default in Envoy
  Seed seed{};

  struct Cell {
    bool started = false;
    int32_t in_flight = 0;
    int32_t limit = 0;
    int32_t deferred = 0;  // the limit to go back to; > 0 while measuring
    int32_t times_least = 0;
    uint32_t draws = 0;
    Instant epoch;
    Instant next_update;
    Instant next_measure;
    int64_t least_rtt_us = 0;
    std::vector<int32_t> latencies_us;
  };

  Entry begin(Cell& cell, Instant now) const;
  void end(Cell& cell, const Begun& begun, Instant now, bool dropped) const;

 private:
  void settle(Cell& cell, Instant now) const;
  void measure(Cell& cell, Instant now) const;
  void update(Cell& cell, Instant now) const;
  void measured(Cell& cell, Instant now) const;
  void set_limit(Cell& cell, Instant now, int32_t limit) const;
  int64_t take_percentile(Cell& cell) const;
};

}  // namespace gw::emulate
