// Polly v8's circuit breaker: a share of failures over ten windows that start with their first
// event, looked at on a failure alone; one probe, and whoever finishes first while it is out
// decides. Source: App-vNext/Polly 173d6d1, src/Polly.Core/CircuitBreaker.
#pragma once

#include <deque>

#include "policy/emulate/breaker_call.hpp"

namespace gw::emulate {

struct PollyBreaker {
  double failure_ratio = 0.1;
  int32_t minimum_throughput = 100;      // >= 2
  Duration sampling = seconds(30);       // 500 ms .. 1 d
  Duration break_duration = seconds(5);  // 500 ms .. 1 d

  struct Window {
    Instant started;
    int32_t successes = 0;
    int32_t failures = 0;
  };

  struct State {
    BreakerState state = BreakerState::kClosed;
    Instant blocked_until;
    std::deque<Window> windows{};
  };

  Answer ask(State& state, Instant now) const {
    if (state.state == BreakerState::kOpen && now >= state.blocked_until) {
      state.state = BreakerState::kHalfOpen;
      return passed({now});
    }
    return state.state == BreakerState::kClosed ? passed({now}) : turned_away();
  }

  void finish(State& state, const Call&, const Ended& ended, Instant now) const {
    if (ended.result != CallResult::kFailure) {
      ++window(state, now).successes;
      if (state.state == BreakerState::kHalfOpen) state = {};
      return;
    }
    const bool probing = state.state == BreakerState::kHalfOpen;
    if (!probing) ++window(state, now).failures;
    if (probing || (state.state == BreakerState::kClosed && unhealthy(state))) {
      state.state = BreakerState::kOpen;
      state.blocked_until = now + break_duration;
    }
  }

  BreakerState state_at(const State& state, Instant) const { return state.state; }

 private:
  // A sampling time below 200 ms, which its validation refuses, would have a single window.
  Window& window(State& state, Instant now) const {
    const Duration length{sampling.ns / 100 / 10 * 100};
    if (state.windows.empty() || now - state.windows.back().started >= length) {
      state.windows.push_back({now});
    }
    while (now - state.windows.front().started >= sampling) state.windows.pop_front();
    return state.windows.back();
  }

  bool unhealthy(const State& state) const {
    int32_t successes = 0;
    int32_t failures = 0;
    for (const Window& each : state.windows) {
      successes += each.successes;
      failures += each.failures;
    }
    const int32_t all = successes + failures;
    return all >= minimum_throughput && static_cast<double>(failures) / all >= failure_ratio;
  }
};

}  // namespace gw::emulate
