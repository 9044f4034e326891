#include "policy/emulate/oxy_breaker.hpp"

#include <algorithm>
#include <bit>
#include <cmath>

namespace gw::emulate {

namespace {

double share(int64_t part, int64_t whole) {
  return whole == 0 ? 0 : static_cast<double>(part) / static_cast<double>(whole);
}

// Empties the seconds that have come since the last response.
void move_to(OxyBreaker::State& state, int64_t second) {
  constexpr int64_t kSeconds = OxyBreaker::kSeconds;
  for (int64_t s = std::max(state.second + 1, second - kSeconds + 1); s <= second; ++s) {
    state.seconds[static_cast<size_t>(s % kSeconds)] = {};
  }
  state.second = std::max(state.second, second);
}

// A histogram of 1 us to an hour with two significant digits has 256 steps of 1 us, then 128 of 2
// us and so on.
int64_t highest_alike(int64_t us) {
  const int shift = 56 - std::countl_zero(static_cast<uint64_t>(us) | 255);
  return (((us >> shift) + 1) << shift) - 1;
}

void record(OxyBreaker::State& state, Duration took, Instant now) {
  if (now - state.rolled >= seconds(10)) {
    state.histogram = (state.histogram + 1) % OxyBreaker::kHistograms;
    state.latencies[state.histogram].clear();
    state.rolled = now;
  }
  constexpr int64_t kHourUs = 3'600'000'000;
  const int64_t us = took.ns / 1000;
  if (us <= highest_alike(kHourUs)) ++state.latencies[state.histogram][highest_alike(us)];
}

}  // namespace

Answer OxyBreaker::ask(State& state, Instant now) const {
  if (state.state == BreakerState::kClosed) return passed({now});
  if (state.state == BreakerState::kOpen) {
    if (now < state.until) return turned_away();
    state.state = BreakerState::kHalfOpen;
    state.until = now + recovery_duration;
    state.recovering_since = now;
    state.allowed = state.denied = 0;
  }
  if (now > state.until) {
    state.state = BreakerState::kClosed;
    return passed({now});
  }
  const double target = 0.5 / static_cast<double>(recovery_duration.ns) *
                        static_cast<double>((now - state.recovering_since).ns);
  if (share(state.allowed + 1, state.allowed + 1 + state.denied) < target) {
    ++state.allowed;
    return passed({now});
  }
  ++state.denied;
  return turned_away();
}

void OxyBreaker::finish(State& state, const Call& call, const Ended& ended, Instant now) const {
  move_to(state, now.ns / 1'000'000'000);
  // Without a response the proxy answers 502; a plain failure is a 500.
  const int32_t assumed = ended.result == CallResult::kFailure ? 500 : 200;
  const int32_t status = ended.status == 0 ? assumed : ended.status;
  Counts& counts = state.seconds[static_cast<size_t>(state.second % kSeconds)];
  ++counts.total;
  counts.network_errors += status == 502 || status == 504 ? 1 : 0;
  counts.responses += status < 600 ? 1 : 0;
  counts.server_errors += status >= 500 && status < 600 ? 1 : 0;
  record(state, now - call.begun, now);
  if (now <= state.checked_until) return;
  state.checked_until = now + check_period;
  if (state.state == BreakerState::kOpen || !trips(state)) return;
  state.state = BreakerState::kOpen;
  state.until = now + fallback_duration;
  state.seconds = {};
  state.latencies = {};
  state.histogram = 0;
  state.rolled = now;
}

bool OxyBreaker::trips(const State& state) const {
  Counts all;
  for (const Counts& each : state.seconds) {
    all.total += each.total;
    all.network_errors += each.network_errors;
    all.responses += each.responses;
    all.server_errors += each.server_errors;
  }
  return share(all.network_errors, all.total) > network_error_ratio ||
         share(all.server_errors, all.responses) > server_error_ratio ||
         (latency_quantile > 0 && latency_at_quantile_ms(state) > latency_ms);
}

int64_t OxyBreaker::latency_at_quantile_ms(const State& state) const {
  Histogram all;
  int64_t count = 0;
  for (const Histogram& each : state.latencies) {
    for (const auto& [us, calls] : each) {
      all[us] += calls;
      count += calls;
    }
  }
  const double share_of = std::min(latency_quantile, 100.0) / 100 * static_cast<double>(count);
  const auto rank = static_cast<int64_t>(std::floor(share_of + 0.5));
  int64_t below = 0;
  for (const auto& [us, calls] : all) {
    below += calls;
    if (below >= rank) return us / 1000;
  }
  return 0;
}

}  // namespace gw::emulate
