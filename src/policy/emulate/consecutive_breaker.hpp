// gw's own baseline: so many failures in a row open it, so many successful probes close it, and the
// results of calls from before a change do not count.
#pragma once

#include "policy/emulate/breaker_call.hpp"

namespace gw::emulate {

struct ConsecutiveBreaker {
  int32_t failures = 5;  // >= 1
  Duration open_for = seconds(30);
  int32_t probes = 1;  // >= 1

  struct State {
    BreakerState state = BreakerState::kClosed;
    uint64_t generation = 0;
    int32_t failed = 0;
    int32_t probes_out = 0;
    int32_t probes_passed = 0;
    Instant until;
  };

  Answer ask(State& state, Instant now) const {
    if (state.state == BreakerState::kOpen && now >= state.until)
      go(state, BreakerState::kHalfOpen);
    if (state.state == BreakerState::kOpen) return turned_away();
    if (state.state == BreakerState::kHalfOpen) {
      if (state.probes_out + state.probes_passed >= probes) return turned_away();
      ++state.probes_out;
    }
    return passed({now, state.generation});
  }

  void finish(State& state, const Call& call, const Ended& ended, Instant now) const {
    if (call.generation != state.generation) return;
    if (state.state == BreakerState::kHalfOpen) --state.probes_out;
    if (ended.result == CallResult::kIgnored) return;
    const bool failed = ended.result == CallResult::kFailure;
    state.failed = failed ? state.failed + 1 : 0;
    if (failed && (state.state == BreakerState::kHalfOpen || state.failed >= failures)) {
      go(state, BreakerState::kOpen);
      state.until = now + open_for;
    } else if (state.state == BreakerState::kHalfOpen && ++state.probes_passed >= probes) {
      go(state, BreakerState::kClosed);
    }
  }

  BreakerState state_at(const State& state, Instant) const { return state.state; }

 private:
  static void go(State& state, BreakerState to) {
    state = {.state = to, .generation = state.generation + 1, .until = state.until};
  }
};

}  // namespace gw::emulate
