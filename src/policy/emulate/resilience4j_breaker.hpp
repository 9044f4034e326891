// resilience4j's CircuitBreaker: shares of failed and of slow calls, as 32-bit floats in percent,
// over the last calls or over seconds of the epoch; at least the threshold opens it. A call that
// was admitted in one state counts in the one it ends in. Source: resilience4j af9e7c9,
// circuitbreaker/internal/CircuitBreakerStateMachine.java and CircuitBreakerMetrics.java,
// core/metrics.
#pragma once

#include <vector>

#include "policy/emulate/breaker_call.hpp"

namespace gw::emulate {

struct Resilience4jBreaker {
  float failure_rate = 50;  // percent
  float slow_rate = 100;
  Duration slow_call = seconds(60);  // slow is what took longer, not exactly that
  bool by_time = false;
  int32_t window = 100;  // calls, or seconds
  int32_t minimum_calls = 100;
  int32_t permitted_half_open = 10;
  Duration open_for = seconds(60);  // over when it has passed, not at its end
  Duration half_open_max{};         // > 0: open again after so long half-open
  bool automatic = false;           // half-open at the end of open_for without a call

  struct Counts {
    int32_t calls = 0;
    int32_t failed = 0;
    int32_t slow = 0;
  };

  struct State {
    BreakerState state = BreakerState::kClosed;
    Counts counts{};
    std::vector<Counts> slots{};  // one a call or a second, as a ring
    int64_t newest = 0;           // number of the last call, or the present second
    int32_t permits = 0;
    Instant since;  // of the present state
  };

  Answer ask(State& state, Instant now) const;
  void finish(State& state, const Call& call, const Ended& ended, Instant now) const;
  BreakerState state_at(const State& state, Instant now) const;

 private:
  void settle(State& state, Instant now) const;
  void go(State& state, BreakerState to, Instant now) const;
  void record(State& state, bool failed, bool slow, Instant now) const;
};

}  // namespace gw::emulate
