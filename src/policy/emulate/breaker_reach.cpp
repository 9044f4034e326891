#include "policy/emulate/breaker_reach.hpp"

#include <algorithm>

namespace gw::emulate {

namespace {

BreakerReach reach(const ConsecutiveBreaker& breaker) {
  return {breaker.open_for};
}

// Its interval is over only after its end.
BreakerReach reach(const Gobreaker& breaker) {
  const bool has_interval = breaker.interval.ns > 0;
  const bool by_rate = breaker.ratio > 0 && breaker.consecutive == UINT32_MAX;
  return {.window = has_interval ? breaker.interval : breaker.timeout,
          .calls = by_rate ? int64_t{breaker.minimum_requests} : 0,
          .span = has_interval ? breaker.interval + Duration{1} : BreakerReach::kAll,
          .at_begin = true};
}

BreakerReach reach(const Resilience4jBreaker& breaker) {
  if (!breaker.by_time) {
    return {breaker.open_for, std::min(breaker.minimum_calls, breaker.window)};
  }
  const Duration window = seconds(breaker.window);
  return {window, breaker.minimum_calls, window};
}

BreakerReach reach(const PollyBreaker& breaker) {
  return {breaker.sampling, breaker.minimum_throughput, breaker.sampling};
}

BreakerReach reach(const OpossumBreaker& breaker) {
  return {breaker.rolling_window, breaker.volume_threshold, breaker.rolling_window, true};
}

// A sampling window may hold on to counts from long ago.
BreakerReach reach(const CockatielBreaker& breaker) {
  if (breaker.counter == CockatielBreaker::Counter::kSampling) return {breaker.duration};
  const bool counts = breaker.counter == CockatielBreaker::Counter::kCount;
  return {breaker.half_open_after, counts ? breaker.minimum_calls : 0};
}

BreakerReach reach(const HystrixBreaker& breaker) {
  return {breaker.window, breaker.request_volume, breaker.window};
}

BreakerReach reach(const OxyBreaker&) {
  return {seconds(OxyBreaker::kSeconds)};
}

BreakerReach reach(const EnvoyOutlier& breaker) {
  BreakerReach reach{breaker.interval};
  const int32_t most = breaker.max_ejected_percent;
  if (!breaker.always_eject_one && 100 > int64_t{most} * breaker.hosts) {
    const std::string hosts =
        breaker.hosts == 1 ? "the only host" : "one of " + std::to_string(breaker.hosts) + " hosts";
    reach.never =
        hosts + " is more than the " + std::to_string(most) + "% of them that max-ejected lets go";
  }
  return reach;
}

}  // namespace

BreakerReach reach_of(const policy::BreakerSpec& spec) {
  const bool by_rate = spec.consecutive_failures == 0;
  if (spec.window_kind == policy::BreakerWindow::kCalls) {
    return {spec.open_for, by_rate ? std::min(spec.minimum_calls, spec.window_calls) : 0};
  }
  // Ten slices, each rounded up.
  constexpr int64_t kSlices = policy::RollingCounts<3>::kSlices;
  const Duration span{(spec.window.ns + kSlices - 1) / kSlices * kSlices};
  return {spec.window, by_rate ? spec.minimum_calls : 0, span};
}

BreakerReach reach_of(const Breaker& breaker) {
  return std::visit([](const auto& one) { return reach(one); }, breaker);
}

}  // namespace gw::emulate
