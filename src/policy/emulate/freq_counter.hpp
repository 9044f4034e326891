// HAProxy's frequency counters (`http_req_rate(P)`, `conn_rate(P)`, `gpc0_rate(P)` …) behind a rule
// `sc_http_req_rate(0) gt N`: the tracked request is counted first, refused ones too, and the rate
// is the present period and the rest of the previous one, in integers. Periods start with the key's
// first request, on an even millisecond, since the lowest bit of the stored tick is a lock; a rate
// of at most one a period stays as it is until the period ends. Source: haproxy 50872da,
// src/freq_ctr.c and include/haproxy/freq_ctr.h.
#pragma once

#include "policy/emulate/decision.hpp"

namespace gw::emulate {

struct FreqCounter {
  uint32_t limit = 0;         // refused when the rate is greater
  uint32_t period_ms = 1000;  // 1 .. 2^30

  struct Cell {
    uint32_t tick = 0;
    uint32_t cur = 0;
    uint32_t prev = 0;
  };

  Decision take(Cell& cell, Instant now, uint32_t cost = 1) const {
    count(cell, now, cost);
    return rate(cell, now) > limit ? rejected() : admitted();
  }

  void count(Cell& cell, Instant now, uint32_t increment) const {
    const uint32_t now_ms = low_ms(now);
    if (now_ms - cell.tick < period_ms) {
      cell.cur += increment;
      return;
    }
    cell.prev = cell.cur;
    cell.cur = increment;
    cell.tick += period_ms;
    if (now_ms - cell.tick >= period_ms) {
      cell.prev = 0;
      cell.tick = now_ms;
    }
    cell.tick &= ~uint32_t{1};
  }

  // What sc_http_req_rate(0) returns.
  uint32_t rate(const Cell& cell, Instant now) const {
    const auto period = static_cast<int32_t>(period_ms);
    auto remain = static_cast<int32_t>(cell.tick + period_ms - low_ms(now));
    uint64_t past = cell.prev;
    uint64_t current = cell.cur;
    if (remain < 0) {
      remain += period;
      past = remain >= 0 ? current : 0;
      current = 0;
    }
    if (current == 0 && past <= 1) return static_cast<uint32_t>(past);
    return static_cast<uint32_t>((past * static_cast<uint32_t>(remain) + current * period_ms) /
                                 period_ms);
  }

 private:
  // Milliseconds modulo 2^32, as haproxy's now_ms.
  static uint32_t low_ms(Instant now) { return static_cast<uint32_t>(whole_ms(now)); }
};

}  // namespace gw::emulate
