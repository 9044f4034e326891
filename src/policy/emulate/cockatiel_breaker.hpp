// npm's cockatiel: a policy around one of three counters. Further callers of a half-open breaker
// wait for its decision; ends of calls that began while it was closed count as such whatever it is
// now, and may open it. SamplingBreaker moves on by one window a call however long the pause was,
// so that old counts outlive it. Source: connor4312/cockatiel f475a69 (4.0.0),
// src/CircuitBreakerPolicy .ts and src/breaker; 3.2.1 does the same with one half-open call.
#pragma once

#include <vector>

#include "policy/emulate/breaker_call.hpp"

namespace gw::emulate {

struct CockatielBreaker {
  enum class Counter : uint8_t { kConsecutive, kCount, kSampling };

  Counter counter = Counter::kConsecutive;
  int32_t consecutive = 5;          // kConsecutive: failures in a row that open it
  double threshold = 0.2;           // kCount, kSampling: opened above it; 0 < threshold < 1
  int32_t size = 100;               // kCount: the last calls
  int32_t minimum_calls = 100;      // kCount: 1 .. size
  Duration duration = seconds(30);  // kSampling
  double minimum_rps = 0;           // kSampling; 0: 5 / threshold
  Duration half_open_after = seconds(10);
  int32_t half_open_calls = 1;
  double half_open_threshold = 0;  // of half_open_calls; reopened above it

  struct Window {
    int64_t started_ms = 0;
    int64_t successes = 0;
    int64_t failures = 0;
  };

  struct State {
    BreakerState state = BreakerState::kClosed;
    uint64_t generation = 0;  // of half-open states
    int64_t opened_ms = 0;
    int32_t in_flight = 0;  // and below: of the half-open state
    int32_t successes = 0;
    int32_t failures = 0;
    int32_t in_a_row = 0;
    std::vector<Window> windows{};  // kCount: of one call each
    size_t window = 0;              // the present one; kCount: the next one
    Window all{};
  };

  Answer ask(State& state, Instant now) const;
  void finish(State& state, const Call& call, const Ended& ended, Instant now) const;
  // Open until somebody asks.
  BreakerState state_at(const State& state, Instant) const { return state.state; }

 private:
  void finish_probe(State& state, CallResult result, int64_t now_ms) const;
  void success(State& state, int64_t now_ms, bool half_open) const;
  bool failure(State& state, int64_t now_ms, bool half_open) const;
  void push(State& state, int64_t now_ms, bool succeeded) const;
  void open(State& state, int64_t now_ms) const;
};

}  // namespace gw::emulate
