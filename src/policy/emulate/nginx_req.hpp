// nginx limit_req: a leaking queue in thousandths of a request on a clock of milliseconds. The
// first request of a key is not charged, a refused one changes nothing, and a clock that jumps back
// by more than a minute counts as one millisecond. Source: nginx/nginx 3f6f782,
// src/http/modules/ngx_http_limit_req_module.c.
#pragma once

#include <algorithm>

#include "policy/emulate/decision.hpp"

namespace gw::emulate {

struct NginxReq {
  static constexpr int64_t kNoDelay = INT32_MAX / 1000 * 1000;

  int64_t rate = 1000;       // thousandths of a request a second, >= 1
  int64_t burst = 0;         // thousandths, >= 0
  int64_t delay = kNoDelay;  // thousandths that pass at once; the rest of the burst waits

  struct Cell {
    int64_t last_ms = 0;
    int64_t excess = 0;
  };

  Decision take(Cell& cell, Instant now, uint32_t cost = 1) const {
    const int64_t now_ms = whole_ms(now);
    if (cell.last_ms == 0) {
      cell = {now_ms, (int64_t{cost} - 1) * 1000};
      return admitted();
    }
    int64_t ms = now_ms - cell.last_ms;
    ms = ms < -60'000 ? 1 : std::max(ms, int64_t{0});
    const int64_t excess =
        std::max(cell.excess - times(rate, ms) / 1000 + int64_t{1000} * cost, int64_t{0});
    if (excess > burst) return rejected();
    cell.excess = excess;
    if (ms != 0) cell.last_ms = now_ms;
    if (excess <= delay) return admitted();
    return delayed({times((excess - delay) * 1000 / rate, 1'000'000)});
  }
};

}  // namespace gw::emulate
