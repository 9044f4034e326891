// npm's opossum: counts in buckets that a timer rotates from the breaker's making on (here its
// first call), rejected calls among the `fires` that failures are divided by; no generations, so
// that an older call's end closes or opens a half-open one. Source: opossum 9.0.0 and 10.0.0
// (59421c5), lib/circuit.js and lib/status.js.
#pragma once

#include <vector>

#include "policy/emulate/breaker_call.hpp"

namespace gw::emulate {

struct OpossumBreaker {
  Duration timeout = seconds(10);  // a call that takes as long fails then; 0: never
  Duration reset_timeout = seconds(30);
  double error_percentage = 50;  // opened above it
  Duration rolling_window = seconds(10);
  int32_t rolling_buckets = 10;
  int64_t volume_threshold = 0;
  int64_t capacity = INT64_MAX;  // calls at a time; one more fails at once

  struct Counts {
    int64_t fires = 0;
    int64_t failures = 0;
  };

  struct State {
    BreakerState state = BreakerState::kClosed;
    bool pending_close = false;
    int64_t in_flight = 0;
    Instant started;
    Instant opened;
    int64_t rotations = 0;
    std::vector<Counts> buckets{};
  };

  Answer ask(State& state, Instant now) const;
  // `now` is at most call.begun + timeout; what ends then is a failure.
  void finish(State& state, const Call& call, const Ended& ended, Instant now) const;
  BreakerState state_at(const State& state, Instant now) const;

 private:
  void settle(State& state, Instant now) const;
  void fail(State& state, Instant now) const;
};

}  // namespace gw::emulate
