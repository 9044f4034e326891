// A limiter whose first refusal shuts the key out for a while, whatever it does: Cloudflare's
// mitigation timeout ("duration" of a rate limiting rule) and Cloud Armor's rate_based_ban. What
// comes in meanwhile is not counted.
#pragma once

#include "policy/emulate/decision.hpp"

namespace gw::emulate {

template <class Limiter>
struct Banned {
  Limiter limiter;
  Duration ban = seconds(10);  // > 0

  struct Cell {
    typename Limiter::Cell inner{};
    int64_t until_ns = 0;
  };

  Decision take(Cell& cell, Instant now, uint32_t cost = 1) const {
    if (now.ns < cell.until_ns) return rejected({cell.until_ns - now.ns});
    const Decision decision = limiter.take(cell.inner, now, cost);
    if (decision.outcome != Outcome::kReject) return decision;
    cell.until_ns = (now + ban).ns;
    return rejected(ban);
  }
};

}  // namespace gw::emulate
