// Limiters that remember when each request came. Their cells hold the handle of a ring in a pool
// that the caller lends for as long as the cells live; `forget` gives a cell's ring back.
#pragma once

#include <algorithm>

#include "policy/emulate/decision.hpp"
#include "policy/ring_pool.hpp"

namespace gw::emulate {

// caddy-ratelimit: a ring of the last `limit` admitted requests; one more passes when the oldest is
// more than a window away, not exactly one. Source: mholt/caddy-ratelimit 5625512, ringbuffer.go.
struct RingLog {
  int64_t limit = 1;             // 1 .. kMaxRingStamps
  Duration window = seconds(1);  // > 0
  policy::RingPool* rings = nullptr;

  struct Cell {
    policy::RingHandle ring = 0;
  };

  Decision peek(const Cell& cell, Instant now, uint32_t cost = 1) const {
    if (cost > limit) return rejected();
    const int64_t last = rings->size(cell.ring) + cost - limit - 1;
    if (last < 0) return admitted();
    const Duration since = now - Instant{rings->at(cell.ring, last)};
    return since > window ? admitted() : rejected(window - since);
  }

  Decision take(Cell& cell, Instant now, uint32_t cost = 1) const {
    const Decision decision = peek(cell, now, cost);
    if (decision.outcome == Outcome::kReject) return decision;
    for (uint32_t i = 0; i < cost; ++i) cell.ring = rings->append(cell.ring, now.ns, limit);
    return decision;
  }

  void forget(Cell& cell) const {
    if (cell.ring != 0) rings->free(cell.ring);
    cell = {};
  }
};

// AWS WAF's rate-based rule: from time to time the requests of the window up to then are counted,
// refused ones too, and what exceeds the limit is refused until the next look. AWS publishes
// neither the step nor the lag ("might take several minutes"), only that looks are seconds apart;
// the step is a setting. Source: docs.aws.amazon.com/waf, "Rate-based rule statement".
struct EvaluatedWindow {
  int64_t limit = 100;
  Duration window = seconds(300);
  Duration step = seconds(10);  // > 0, divides the window into at most kMaxRingStamps parts
  policy::RingPool* rings = nullptr;

  // The ring holds a word for each step with requests: its number and, below, their count.
  struct Cell {
    policy::RingHandle ring = 0;
  };

  Decision peek(const Cell& cell, Instant now, uint32_t = 1) const {
    const int64_t step_now = now.ns / step.ns;
    const int64_t first = step_now - window.ns / step.ns;
    int64_t count = 0;
    for (int64_t i = rings->size(cell.ring) - 1; i >= 0; --i) {
      const int64_t word = rings->at(cell.ring, i);
      if (word >> kCountBits < first) break;
      if (word >> kCountBits < step_now) count += word & kCountMask;
    }
    return count > limit ? rejected() : admitted();
  }

  Decision take(Cell& cell, Instant now, uint32_t cost = 1) const {
    const Decision decision = peek(cell, now);
    const int64_t step_now = now.ns / step.ns;
    const int64_t size = rings->size(cell.ring);
    int64_t count = 0;
    if (size > 0 && rings->at(cell.ring, size - 1) >> kCountBits == step_now) {
      count = rings->at(cell.ring, size - 1) & kCountMask;
      rings->remove(cell.ring, size - 1);
    }
    count = std::min(count + cost, kCountMask);
    cell.ring = rings->append(cell.ring, step_now << kCountBits | count, window.ns / step.ns + 1);
    return decision;
  }

  void forget(Cell& cell) const {
    if (cell.ring != 0) rings->free(cell.ring);
    cell = {};
  }

 private:
  static constexpr int kCountBits = 28;
  static constexpr int64_t kCountMask = (int64_t{1} << kCountBits) - 1;
};

}  // namespace gw::emulate
