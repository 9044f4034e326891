#include "policy/emulate/opossum_breaker.hpp"

#include <algorithm>

namespace gw::emulate {

namespace {

OpossumBreaker::Counts& newest(OpossumBreaker::State& state) {
  return state.buckets[static_cast<size_t>(state.rotations) % state.buckets.size()];
}

}  // namespace

Answer OpossumBreaker::ask(State& state, Instant now) const {
  settle(state, now);
  ++newest(state).fires;
  if (state.state != BreakerState::kClosed && !state.pending_close) return turned_away();
  state.pending_close = false;
  if (state.in_flight >= capacity) {
    fail(state, now);
    return turned_away();
  }
  ++state.in_flight;
  return passed({now});
}

void OpossumBreaker::finish(State& state, const Call& call, const Ended& ended, Instant now) const {
  settle(state, now);
  --state.in_flight;
  const bool timed_out = timeout.ns > 0 && now - call.begun >= timeout;
  if (timed_out || ended.result == CallResult::kFailure) return fail(state, now);
  if (state.state == BreakerState::kHalfOpen) {
    state.state = BreakerState::kClosed;
    state.pending_close = false;
  }
}

BreakerState OpossumBreaker::state_at(const State& state, Instant now) const {
  const bool over = state.state == BreakerState::kOpen && now >= state.opened + reset_timeout;
  return over ? BreakerState::kHalfOpen : state.state;
}

void OpossumBreaker::settle(State& state, Instant now) const {
  if (state.buckets.empty()) {
    state.buckets.resize(static_cast<size_t>(rolling_buckets));
    state.started = now;
  }
  const int64_t interval_ms = rolling_window.ns / 1'000'000 / rolling_buckets;
  const int64_t due = (now - state.started).ns / (std::max(interval_ms, int64_t{1}) * 1'000'000);
  const int64_t buckets = rolling_buckets;
  for (int64_t i = std::max(state.rotations, due - buckets) + 1; i <= due; ++i) {
    state.buckets[static_cast<size_t>(i % buckets)] = {};
  }
  state.rotations = due;
  if (state.state == BreakerState::kOpen && now >= state.opened + reset_timeout) {
    state.state = BreakerState::kHalfOpen;
    state.pending_close = true;
  }
}

void OpossumBreaker::fail(State& state, Instant now) const {
  ++newest(state).failures;
  const bool half_open = state.state == BreakerState::kHalfOpen;
  Counts all;
  for (const Counts& each : state.buckets) {
    all.fires += each.fires;
    all.failures += each.failures;
  }
  if (all.fires < volume_threshold && !half_open) return;
  const double rate = static_cast<double>(all.failures) / static_cast<double>(all.fires) * 100;
  const bool too_many = all.fires == 0 ? all.failures > 0 : rate > error_percentage;
  if ((too_many || half_open) && state.state != BreakerState::kOpen) {
    state.state = BreakerState::kOpen;
    state.pending_close = false;
    state.opened = now;
  }
}

}  // namespace gw::emulate
