// Counters over fixed windows, with what sets the products apart as settings: where windows begin,
// whether refused requests count, the step of the clock. Sources: envoyproxy/ratelimit f2fb157,
// src/limiter/base_limiter.go; Kong/kong 22246ef, kong/plugins/rate-limiting; express-rate-limit
// 8.7.5, MemoryStore; rate-limiter-flexible 11.4.0, lib/RateLimiterMemory.js;
// lua-resty-limit-traffic 2a834b1, lib/resty/limit/count.lua over openresty/lua-nginx-module,
// ngx_http_lua_shdict.c.
#pragma once

#include <algorithm>
#include <chrono>

#include "policy/emulate/decision.hpp"

namespace gw::emulate {

enum class Anchor : uint8_t { kFirstHit, kEpoch, kMonth, kYear };  // the last two: calendar, UTC

struct FixedWindow {
  int64_t limit = 1;             // requests a window, >= 1
  Duration window = seconds(1);  // > 0; what kMonth and kYear call one is the calendar's affair
  Anchor anchor = Anchor::kFirstHit;
  bool count_refused = false;
  Duration tick = nanoseconds(1);  // the step of the product's clock
  bool through_end = false;        // the window's end still belongs to it
  Duration retry_min{};            // the least retry_after that the product tells
  Duration block{};                // > 0: the first excess starts a window of this length instead
  // Spread what is left over the rest of the window: the delay of rate-limiter-flexible's
  // execEvenly, which it raises to consumed * execEvenlyMinDelayMs.
  bool evenly = false;

  struct Cell {
    int64_t end_ns = 0;
    uint32_t count = 0;
  };

  Decision take(Cell& cell, Instant now, uint32_t cost = 1) const {
    const Instant at = floor_to(now, tick);
    if (at.ns >= cell.end_ns + (through_end ? 1 : 0)) cell = {end_of_window(at).ns, 0};
    const bool first = cell.count == 0;
    const int64_t after = int64_t{cell.count} + cost;
    if (after > limit) return refuse(cell, at, after, cost);
    cell.count = static_cast<uint32_t>(after);
    return evenly && !first ? delayed(even_delay(cell, at)) : admitted();
  }

 private:
  Decision refuse(Cell& cell, Instant at, int64_t after, int64_t cost) const {
    if (count_refused) {
      cell.count = static_cast<uint32_t>(std::min(after, int64_t{UINT32_MAX}));
    }
    if (block.ns > 0 && after <= limit + cost) cell.end_ns = (at + block).ns;
    return rejected(std::max(Instant{cell.end_ns} - at, retry_min));
  }

  Instant end_of_window(Instant at) const {
    switch (anchor) {
      case Anchor::kFirstHit:
        return at + window;
      case Anchor::kEpoch:
        return floor_to(at, window) + window;
      case Anchor::kMonth:
        return next_date(at, std::chrono::months(1));
      case Anchor::kYear:
        return next_date(at, std::chrono::months(12));
    }
    return at;
  }

  static Instant next_date(Instant at, std::chrono::months step) {
    const std::chrono::year_month_day day =
        std::chrono::sys_days(std::chrono::days(floor_to(at, seconds(86'400)).ns / kDayNs));
    const auto month = step.count() == 12 ? std::chrono::January : day.month();
    const std::chrono::sys_days next = (day.year() / month / 1) + step;
    return {next.time_since_epoch().count() * kDayNs};
  }

  Duration even_delay(const Cell& cell, Instant at) const {
    const int64_t left_ms = (cell.end_ns - at.ns) / 1'000'000;
    const int64_t parts = limit - cell.count + 2;
    const int64_t delay_ms = (left_ms + parts - 1) / parts;
    const int64_t least_ms = (window.ns / 1'000'000 + limit - 1) / limit;
    return milliseconds(delay_ms < least_ms ? cell.count * least_ms : delay_ms);
  }

  static constexpr int64_t kDayNs = 86'400'000'000'000;
};

}  // namespace gw::emulate
