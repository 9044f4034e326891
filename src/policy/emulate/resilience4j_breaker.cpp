#include "policy/emulate/resilience4j_breaker.hpp"

#include <algorithm>

namespace gw::emulate {

namespace {

using State = Resilience4jBreaker::State;

void clear_slot(State& state, int64_t number) {
  auto& slot = state.slots[static_cast<size_t>(number) % state.slots.size()];
  state.counts.calls -= slot.calls;
  state.counts.failed -= slot.failed;
  state.counts.slow -= slot.slow;
  slot = {};
}

// Makes `number` the newest slot; those that were passed over are empty.
void advance(State& state, int64_t number) {
  const auto size = static_cast<int64_t>(state.slots.size());
  for (int64_t i = std::max(state.newest + 1, number - size + 1); i <= number; ++i) {
    clear_slot(state, i);
  }
  state.newest = std::max(state.newest, number);
}

}  // namespace

Answer Resilience4jBreaker::ask(State& state, Instant now) const {
  settle(state, now);
  if (state.state == BreakerState::kOpen && now > state.since + open_for) {
    go(state, BreakerState::kHalfOpen, now);
  }
  if (state.state == BreakerState::kOpen) return turned_away();
  if (state.state == BreakerState::kHalfOpen) {
    if (state.permits == 0) return turned_away();
    --state.permits;
  }
  return passed({now});
}

void Resilience4jBreaker::finish(State& state, const Call& call, const Ended& ended,
                                 Instant now) const {
  settle(state, now);
  if (ended.result == CallResult::kIgnored) {
    if (state.state == BreakerState::kHalfOpen) ++state.permits;
    return;
  }
  if (state.state == BreakerState::kOpen) return;
  record(state, ended.result == CallResult::kFailure, now - call.begun > slow_call, now);
  const bool half_open = state.state == BreakerState::kHalfOpen;
  const int32_t needed = half_open ? std::min(minimum_calls, permitted_half_open)
                         : by_time ? minimum_calls
                                   : std::min(minimum_calls, window);
  if (state.counts.calls < needed) return;
  const auto calls = static_cast<float>(state.counts.calls);
  const float failed = static_cast<float>(state.counts.failed) * 100.0F / calls;
  const float slow = static_cast<float>(state.counts.slow) * 100.0F / calls;
  if (failed >= failure_rate || slow >= slow_rate) {
    go(state, BreakerState::kOpen, now);
  } else if (half_open) {
    go(state, BreakerState::kClosed, now);
  }
}

BreakerState Resilience4jBreaker::state_at(const State& state, Instant now) const {
  State copy = state;
  settle(copy, now);
  return copy.state;
}

// What its scheduler has done up to now. Open and half-open follow each other by themselves when
// both have a timer; whole rounds are skipped.
void Resilience4jBreaker::settle(State& state, Instant now) const {
  if (state.slots.empty()) go(state, BreakerState::kClosed, now);
  if (state.state == BreakerState::kClosed) return;
  if (automatic && half_open_max.ns > 0) {
    const Duration round = open_for + half_open_max;
    const int64_t rounds = (now - state.since).ns / round.ns;
    if (rounds > 0) go(state, state.state, state.since + round * rounds);
  }
  for (int i = 0; i < 2; ++i) {
    const Instant to_half_open = state.since + open_for;
    if (state.state == BreakerState::kOpen && automatic && now >= to_half_open) {
      go(state, BreakerState::kHalfOpen, to_half_open);
    }
    const Instant to_open = state.since + half_open_max;
    if (state.state == BreakerState::kHalfOpen && half_open_max.ns > 0 && now >= to_open) {
      go(state, BreakerState::kOpen, to_open);
    }
  }
}

void Resilience4jBreaker::go(State& state, BreakerState to, Instant now) const {
  const bool half_open = to == BreakerState::kHalfOpen;
  const int32_t size = half_open ? permitted_half_open : window;
  state.state = to;
  state.since = now;
  state.counts = {};
  state.slots.assign(static_cast<size_t>(size), {});
  state.newest = by_time && !half_open ? now.ns / 1'000'000'000 : 0;
  state.permits = half_open ? permitted_half_open : 0;
}

void Resilience4jBreaker::record(State& state, bool failed, bool slow, Instant now) const {
  const bool seconds_count = by_time && state.state == BreakerState::kClosed;
  advance(state, seconds_count ? now.ns / 1'000'000'000 : state.newest + 1);
  auto& slot = state.slots[static_cast<size_t>(state.newest) % state.slots.size()];
  for (Counts* counts : {&slot, &state.counts}) {
    ++counts->calls;
    counts->failed += failed ? 1 : 0;
    counts->slow += slow ? 1 : 0;
  }
}

}  // namespace gw::emulate
