// lua-resty-limit-traffic `limit.req`, which APISIX limit-req uses: nginx's leaking queue in
// doubles, with the distance of a clock that jumps back taken as time that passed, and with what it
// stores cut to whole thousandths and whole milliseconds. Source: openresty/lua-resty-limit-traffic
// 2a834b1, lib/resty/limit/req.lua.
#pragma once

#include <algorithm>
#include <cmath>

#include "policy/emulate/decision.hpp"

namespace gw::emulate {

struct LuaReq {
  double rate = 1000;  // thousandths of a request a second, > 0
  double burst = 0;    // thousandths, >= 0
  bool nodelay = false;

  struct Cell {
    uint64_t last_ms = 0;
    uint64_t excess = 0;
  };

  Decision take(Cell& cell, Instant now, uint32_t cost = 1) const {
    // ngx.now(): seconds as a double with milliseconds behind the point.
    const double now_ms = in_units(milliseconds(whole_ms(now)), seconds(1)) * 1000;
    double excess = 1000.0 * (cost - 1);
    if (cell.last_ms != 0) {
      const double elapsed = now_ms - static_cast<double>(cell.last_ms);
      excess = std::max(
          static_cast<double>(cell.excess) - rate * std::abs(elapsed) / 1000 + 1000.0 * cost, 0.0);
      if (excess > burst) return rejected();
    }
    cell = {static_cast<uint64_t>(now_ms), static_cast<uint64_t>(excess)};
    const double delay_s = excess / rate;
    // APISIX sleeps from a millisecond on.
    if (nodelay || delay_s < 0.001) return admitted();
    return delayed(nanoseconds(static_cast<int64_t>(delay_s * 1e9)));
  }
};

}  // namespace gw::emulate
