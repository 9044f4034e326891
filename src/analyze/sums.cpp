#include "analyze/sums.hpp"

#include <algorithm>
#include <limits>

#include "policy/retry_budget.hpp"

namespace gw::analyze {
namespace {

using Wide = __int128;

int64_t capped(Wide value) {
  constexpr int64_t kMost = std::numeric_limits<int64_t>::max();
  return value > kMost ? kMost : static_cast<int64_t>(value);
}

// The longest wait before retry `retry`, which counts from 1 (policy/backoff.hpp).
Duration longest_backoff(const config::Retries& retries, uint32_t retry) {
  const Wide most = std::max(retries.backoff_initial.ns, retries.backoff_max.ns);
  const Wide wait = static_cast<Wide>(retries.backoff_initial.ns) << (retry - 1);
  return {capped(std::min(wait, most))};
}

std::optional<RetryTime> time_of(const config::Route& route, Duration per_try) {
  const config::Retries& retries = route.retries;
  if (retries.attempts == 0) return std::nullopt;
  RetryTime out;
  out.tries = 1 + retries.attempts;
  out.per_try = per_try;
  out.timeout = route.timeout;
  Wide begin = 0;  // of the next try, when those before it run to their bound
  Wide backoff = 0;
  for (uint32_t retry = 1; retry <= retries.attempts; ++retry) {
    const int64_t wait = longest_backoff(retries, retry).ns;
    backoff += wait;
    begin += Wide{out.per_try.ns} + wait;
    if (begin < out.timeout.ns) out.tries_in_time = retry + 1;
  }
  out.backoff = {capped(backoff)};
  out.total = {capped(Wide{out.per_try.ns} * out.tries + backoff)};
  return out;
}

}  // namespace

std::optional<RetryTime> retry_time(const config::Route& route) {
  return time_of(route, route.retries.per_try_timeout.value_or(route.timeout));
}

std::optional<RetryTime> retry_waits(const config::Route& route) {
  return time_of(route, Duration{0});
}

std::optional<QueueTime> queue_time(const config::RateLimit& limit, const config::Route* route) {
  if (!limit.queue) return std::nullopt;
  QueueTime out;
  out.max_length = limit.queue->max_length;
  out.rate = limit.rate;
  out.max_wait = limit.queue->max_wait;
  if (route != nullptr) out.timeout = route->timeout;
  const Wide count = limit.rate.count;
  const Wide line = Wide{out.max_length} * limit.rate.per.ns;
  out.full_line = {capped((line + count - 1) / count)};
  return out;
}

ReplicaSum replica_sum(const config::RateLimit& limit, uint32_t replicas) {
  const bool at_once = limit.algorithm == config::Algorithm::kConcurrency;
  ReplicaSum out;
  out.replicas = replicas;
  out.each = at_once ? limit.max_concurrent : limit.rate.count;
  out.all = capped(Wide{out.each} * replicas);
  out.per = at_once ? Duration{0} : limit.rate.per;
  return out;
}

std::optional<Amplification> amplification(const config::Route& route) {
  constexpr int64_t kWhole = 1'000'000;
  const config::Retries& retries = route.retries;
  if (retries.attempts == 0) return std::nullopt;
  return Amplification{1 + retries.attempts,
                       {kWhole + std::min(retries.budget.ppm, retries.attempts * kWhole)},
                       policy::RetryBudgetSpec{}.minimum_per_s};
}

}  // namespace gw::analyze
