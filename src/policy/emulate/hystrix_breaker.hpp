// Netflix' Hystrix: a health stream sums the last twenty slots of half a second, and only at its
// ticks a closed circuit opens, also at one with no call near, when successes have left the window
// before the failures. One probe; a success closes and starts the stream over. Source:
// Netflix/Hystrix 7c03baf, HystrixCircuitBreaker.java and
// metric/consumer/HealthCountsStream.java.
#pragma once

#include <vector>

#include "policy/emulate/breaker_call.hpp"

namespace gw::emulate {

struct HystrixBreaker {
  int32_t request_volume = 20;
  int32_t error_percentage = 50;       // opened from it on
  Duration sleep_window = seconds(5);  // over when it has passed, not at its end
  Duration window = seconds(10);
  Duration snapshot = milliseconds(500);  // divides the window

  struct Counts {
    int64_t total = 0;
    int64_t errors = 0;
  };

  struct State {
    BreakerState state = BreakerState::kClosed;
    int64_t opened_ms = 0;
    bool started = false;
    Instant stream_start;
    int64_t tick = 0;             // of the stream, evaluated
    std::vector<Counts> slots{};  // by tick, as a ring
    Counts all{};                 // of the slots
  };

  Answer ask(State& state, Instant now) const;
  void finish(State& state, const Call& call, const Ended& ended, Instant now) const;
  BreakerState state_at(const State& state, Instant now) const;

 private:
  void settle(State& state, Instant now) const;
  void start_stream(State& state, Instant now) const;
  int64_t slot_count() const { return window.ns / snapshot.ns; }
};

}  // namespace gw::emulate
