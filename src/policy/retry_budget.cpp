#include "policy/retry_budget.hpp"

namespace gw::policy {

bool RetryBudget::try_retry(Instant now) {
  const auto [requests, retries] = counts_.totals(now);
  const int64_t allowed =
      requests * spec_.share.ppm / 1'000'000 + spec_.minimum_per_s * (kWindow.ns / seconds(1).ns);
  if (retries >= allowed) return false;
  counts_.add(now, {0, 1});
  return true;
}

}  // namespace gw::policy
