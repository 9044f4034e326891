// Keeps retries from multiplying an outage: over the last ten seconds they may be a share of the
// requests, plus a few a second so that a quiet service can retry at all.
#pragma once

#include <cstdint>

#include "base/time.hpp"
#include "base/units.hpp"
#include "policy/rolling_counts.hpp"

namespace gw::policy {

struct RetryBudgetSpec {
  Ratio share{200'000};        // of the requests in the window; 0 .. 10,000,000 ppm
  int64_t minimum_per_s = 10;  // 0 .. 1,000,000, granted ten times over for the window
};

class RetryBudget {
 public:
  static constexpr Duration kWindow = seconds(10);  // ten slices of 1 s, see RollingCounts

  explicit RetryBudget(const RetryBudgetSpec& spec) : spec_(spec), counts_(kWindow) {}

  // A request (not a retry of one) was sent on.
  void request(Instant now) { counts_.add(now, {1, 0}); }

  // Whether one more retry stays within floor(requests * share) + 10 * minimum_per_s; if so it is
  // counted.
  bool try_retry(Instant now);

  uint64_t digest(Instant now) const { return counts_.digest(now); }

 private:
  RetryBudgetSpec spec_;
  RollingCounts<2> counts_;  // requests, retries
};

}  // namespace gw::policy
