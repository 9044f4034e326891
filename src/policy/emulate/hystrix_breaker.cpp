#include "policy/emulate/hystrix_breaker.hpp"

#include <algorithm>

#include "policy/emulate/decision.hpp"

namespace gw::emulate {

Answer HystrixBreaker::ask(State& state, Instant now) const {
  settle(state, now);
  if (state.state == BreakerState::kClosed) return passed({now});
  const int64_t sleep_ms = sleep_window.ns / 1'000'000;
  if (state.state == BreakerState::kHalfOpen || whole_ms(now) <= state.opened_ms + sleep_ms) {
    return turned_away();
  }
  state.state = BreakerState::kHalfOpen;
  return passed({now});
}

void HystrixBreaker::finish(State& state, const Call&, const Ended& ended, Instant now) const {
  settle(state, now);
  if (ended.result == CallResult::kIgnored) return;
  const bool failed = ended.result == CallResult::kFailure;
  auto& slot = state.slots[static_cast<size_t>(state.tick) % state.slots.size()];
  for (Counts* counts : {&slot, &state.all}) {
    ++counts->total;
    counts->errors += failed ? 1 : 0;
  }
  if (state.state != BreakerState::kHalfOpen) return;
  if (failed) {
    state.state = BreakerState::kOpen;
    state.opened_ms = whole_ms(now);
  } else {
    state.state = BreakerState::kClosed;
    start_stream(state, now);
  }
}

BreakerState HystrixBreaker::state_at(const State& state, Instant now) const {
  State copy = state;
  settle(copy, now);
  return copy.state;
}

// Tick k ends the slot k - 1 and looks at the last slots with it. After a window without a call
// there is nothing left to look at.
void HystrixBreaker::settle(State& state, Instant now) const {
  if (!state.started) start_stream(state, now);
  const int64_t due = (now - state.stream_start).ns / snapshot.ns;
  for (; state.tick < due && state.all.total > 0; ++state.tick) {
    const bool unhealthy = state.all.total >= request_volume &&
                           state.all.errors * 100 / state.all.total >= error_percentage;
    if (state.state == BreakerState::kClosed && unhealthy) {
      state.state = BreakerState::kOpen;
      state.opened_ms = whole_ms(state.stream_start + snapshot * (state.tick + 1));
    }
    auto& oldest = state.slots[static_cast<size_t>(state.tick + 1) % state.slots.size()];
    state.all.total -= oldest.total;
    state.all.errors -= oldest.errors;
    oldest = {};
  }
  state.tick = std::max(state.tick, due);
}

void HystrixBreaker::start_stream(State& state, Instant now) const {
  state.started = true;
  state.stream_start = now;
  state.tick = 0;
  state.slots.assign(static_cast<size_t>(slot_count()), {});
  state.all = {};
}

}  // namespace gw::emulate
