// npm's bottleneck with minTime and nothing else that holds jobs back: each job gets the next free
// slot and waits for it. Its queue is then always empty (a job is taken out as soon as its slot is
// known), so that highWater does nothing unless it is 0: then whoever would wait is dropped, and
// with the strategy BLOCK everybody for a penalty more. Source: bottleneck 2.19.5,
// lib/LocalDatastore.js, lib/Bottleneck.js.
#pragma once

#include <algorithm>

#include "policy/emulate/decision.hpp"

namespace gw::emulate {

enum class HighWater : uint8_t { kNone, kDrop, kBlock };  // kDrop: highWater 0, LEAK or OVERFLOW

struct Bottleneck {
  int64_t min_time_ms = 100;  // >= 0
  HighWater high_water = HighWater::kNone;
  int64_t penalty_ms = 1500;  // 15 * minTime, or 5 s when that is 0

  struct Cell {
    int64_t next_ms = 0;
    int64_t unblock_ms = 0;
  };

  Decision take(Cell& cell, Instant now, uint32_t = 1) const {
    const int64_t now_ms = whole_ms(now);
    const bool full = high_water != HighWater::kNone && cell.next_ms > now_ms;
    if (high_water == HighWater::kBlock && (full || cell.unblock_ms >= now_ms)) {
      cell.unblock_ms = now_ms + penalty_ms;
      cell.next_ms = cell.unblock_ms + min_time_ms;
      return rejected({times(penalty_ms, 1'000'000)});
    }
    if (full) return rejected({times(cell.next_ms - now_ms, 1'000'000)});
    const int64_t wait_ms = std::max(cell.next_ms - now_ms, int64_t{0});
    cell.next_ms = now_ms + wait_ms + min_time_ms;
    return delayed({times(wait_ms, 1'000'000)});
  }
};

}  // namespace gw::emulate
