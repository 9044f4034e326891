// Two counters over windows aligned to the epoch: the previous one weighs as much as the sliding
// window still reaches into it. Sources: Cloudflare's "How we built rate limiting capable of
// scaling to millions of domains"; Kong's rate-limiting-advanced as documented, with
// RussellLuo/slidingwindow (README); @upstash/ratelimit 5b5448a, src/lua-scripts/single.ts;
// lua-resty-global-throttle 0.2.0, lib/resty/global_throttle/sliding_window.lua, as ingress-nginx'
// global-rate-limit uses it.
#pragma once

#include <algorithm>
#include <cmath>

#include "policy/emulate/decision.hpp"

namespace gw::emulate {

enum class Weighing : uint8_t {
  kReal,   // previous * (1 - elapsed / window); refused when that and this request exceed the limit
  kFloor,  // the same cut to a whole number (Upstash)
  kCapped,  // min(previous, limit) / window * remaining; refused when that is the limit, or this
            // window's count is (global throttle)
};

struct SlidingCounter {
  int64_t limit = 1;             // requests a window, >= 1
  Duration window = seconds(1);  // >= 1 ms
  Weighing weighing = Weighing::kReal;
  bool count_refused = false;
  Duration tick = nanoseconds(1);

  struct Cell {
    int64_t window = 0;  // since the epoch
    uint32_t count = 0;
    uint32_t previous = 0;
  };

  Decision take(Cell& cell, Instant now, uint32_t cost = 1) const {
    const Instant at = floor_to(now, tick);
    const int64_t number = at.ns / window.ns;
    if (number != cell.window) {
      cell = {number, 0, number == cell.window + 1 ? cell.count : 0};
    }
    if (weighing == Weighing::kCapped) return throttle(cell, at, cost);
    const bool fits =
        weighing == Weighing::kFloor ? floor_fits(cell, at, cost) : real_fits(cell, at, cost);
    if (fits || count_refused) cell.count += cost;
    return fits ? admitted() : rejected();
  }

 private:
  // Documented as a formula, without a program that would round: exact.
  bool real_fits(const Cell& cell, Instant at, uint32_t cost) const {
    __extension__ using Wide = __int128;
    const Wide before = Wide{cell.previous} * (window.ns - at.ns % window.ns);
    return before + (Wide{cell.count} + cost) * window.ns <= Wide{limit} * window.ns;
  }

  bool floor_fits(const Cell& cell, Instant at, uint32_t cost) const {
    const double elapsed = static_cast<double>(at.ns % window.ns);
    const double part = elapsed / static_cast<double>(window.ns);
    const double before = std::floor((1 - part) * cell.previous);
    return before + cell.count + cost <= static_cast<double>(limit);
  }

  Decision throttle(Cell& cell, Instant at, uint32_t cost) const {
    const Duration remaining = window - Duration{at.ns % window.ns};
    if (cell.count >= limit) return rejected(remaining);
    const double size = in_units(window, seconds(1));
    const double last = static_cast<double>(std::min(int64_t{cell.previous}, limit)) / size;
    const double left = in_units(remaining, seconds(1));
    const double estimate = last * left + cell.count;
    if (estimate >= static_cast<double>(limit)) {
      const double delay = left - static_cast<double>(limit - cell.count) / last;
      return rejected({static_cast<int64_t>(delay * 1e9)});
    }
    cell.count += cost;
    return admitted();
  }
};

}  // namespace gw::emulate
