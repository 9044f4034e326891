#include "policy/emulate/envoy_outlier.hpp"

#include <algorithm>
#include <cmath>

namespace gw::emulate {

namespace {

bool is_idle(const EnvoyOutlier::Host& host) {
  return !host.ejected && host.backoff == 0 && host.total == 0 && host.last_total == 0;
}

double success_rate(const EnvoyOutlier::Host& host) {
  return static_cast<double>(host.last_successes) * 100.0 / static_cast<double>(host.last_total);
}

}  // namespace

Answer EnvoyOutlier::ask(State& state, Instant now, int32_t host) const {
  settle(state, now);
  if (state.hosts[static_cast<size_t>(host)].ejected) return turned_away();
  return passed({.begun = now, .host = host});
}

void EnvoyOutlier::finish(State& state, const Call& call, const Ended& ended, Instant now) const {
  settle(state, now);
  if (ended.result == CallResult::kIgnored) return;
  const int32_t assumed = ended.result == CallResult::kFailure ? 500 : 200;
  const int32_t status = ended.status == 0 ? assumed : ended.status;
  Host& host = state.hosts[static_cast<size_t>(call.host)];
  ++host.total;
  if (status < 500) {
    ++host.successes;
    host.errors = host.gateway_errors = 0;
    return;
  }
  if (status >= 502 && status <= 504) {
    if (++host.gateway_errors == consecutive_gateway) {
      host.gateway_errors = 0;
      eject(state, host, enforcing_gateway, now);
    }
  } else {
    host.gateway_errors = 0;
  }
  if (++host.errors == consecutive_5xx) {
    host.errors = 0;
    eject(state, host, enforcing_5xx, now);
  }
}

BreakerState EnvoyOutlier::state_at(const State& state, Instant now, int32_t host) const {
  State copy = state;
  settle(copy, now);
  return copy.hosts[static_cast<size_t>(host)].ejected ? BreakerState::kOpen
                                                       : BreakerState::kClosed;
}

void EnvoyOutlier::settle(State& state, Instant now) const {
  if (state.hosts.empty()) {
    state.hosts.resize(static_cast<size_t>(hosts));
    state.started = now;
  }
  const int64_t due = (now - state.started).ns / interval.ns;
  while (state.ticks < due && !std::ranges::all_of(state.hosts, is_idle)) {
    ++state.ticks;
    tick(state, state.started + interval * state.ticks);
  }
  state.ticks = due;
}

void EnvoyOutlier::tick(State& state, Instant now) const {
  for (Host& host : state.hosts) {
    const Duration stays =
        std::min(base_ejection * host.backoff, max_ejection) + milliseconds(host.jitter_ms);
    if (host.ejected && stays <= now - host.ejected_at) {
      host.ejected = false;
      host.came_back = true;
      host.came_back_at = now;
      host.errors = host.gateway_errors = 0;
      --state.ejected;
    }
    host.last_total = std::exchange(host.total, 0);
    host.last_successes = std::exchange(host.successes, 0);
  }
  compare(state, now);
  for (Host& host : state.hosts) {
    const bool settled = host.came_back && now - host.came_back_at >= interval;
    if (!host.ejected && settled && host.backoff > 0) --host.backoff;
  }
}

void EnvoyOutlier::compare(State& state, Instant now) const {
  if (hosts < success_rate_hosts && hosts < failure_hosts) return;
  std::vector<Host*> by_rate;
  std::vector<Host*> by_failures;
  double sum = 0;
  for (Host& host : state.hosts) {
    if (host.ejected || host.last_total == 0) continue;
    if (host.last_total >= success_rate_volume) {
      by_rate.push_back(&host);
      sum += success_rate(host);
    }
    if (host.last_total >= failure_volume) by_failures.push_back(&host);
  }
  if (!by_rate.empty() && static_cast<int32_t>(by_rate.size()) >= success_rate_hosts) {
    const auto count = static_cast<double>(by_rate.size());
    const double mean = sum / count;
    double variance = 0;
    for (const Host* host : by_rate) variance += std::pow(success_rate(*host) - mean, 2);
    const double least = mean - stdev_factor * std::sqrt(variance / count);
    for (Host* host : by_rate) {
      if (success_rate(*host) < least) eject(state, *host, enforcing_success_rate, now);
    }
  }
  if (!by_failures.empty() && static_cast<int32_t>(by_failures.size()) >= failure_hosts) {
    for (Host* host : by_failures) {
      if (100.0 - success_rate(*host) >= failure_percentage) {
        eject(state, *host, enforcing_failures, now);
      }
    }
  }
}

void EnvoyOutlier::eject(State& state, Host& host, int32_t enforcing, Instant now) const {
  if (host.ejected) return;
  const double percent = 100.0 * (state.ejected + 1) / hosts;
  const bool first = always_eject_one && state.ejected == 0;
  if (!first && percent > std::min(100, max_ejected_percent)) return;
  const uint64_t number = draw(seed, state.draws++, Purpose::kEmulation, 2);
  if (draw_below(number, 100) >= static_cast<uint64_t>(enforcing)) return;
  ++state.ejected;
  host.ejected = true;
  host.ejected_at = now;
  host.jitter_ms = static_cast<int64_t>(draw_below(
      draw(seed, state.draws++, Purpose::kEmulation, 3), static_cast<uint64_t>(max_jitter_ms) + 1));
  if (base_ejection * host.backoff < max_ejection + base_ejection) ++host.backoff;
}

}  // namespace gw::emulate
