// sony/gobreaker v2, which KrakenD's circuit breaker is too: generations, whose calls' late results
// do not count; all of its times are over only after they have passed, not at their end. Source:
// sony/gobreaker fed8e9e, v2/gobreaker.go and v2/counter.go.
#pragma once

#include <vector>

#include "policy/emulate/breaker_call.hpp"

namespace gw::emulate {

struct Gobreaker {
  uint32_t max_requests = 1;  // probes, and successes in a row that close it
  Duration interval{};        // after which counts start over while closed; 0: never
  Duration bucket_period{};   // > 0: counts roll in so many buckets of the interval
  Duration timeout = seconds(60);
  // ReadyToTrip: more failures in a row than this, or, when ratio > 0 and there were so many
  // requests, at least this share of failures.
  uint32_t consecutive = 5;
  double ratio = 0;
  uint32_t minimum_requests = 1;

  struct Counts {
    uint32_t requests = 0;
    uint32_t successes = 0;
    uint32_t failures = 0;
    uint32_t exclusions = 0;
    uint32_t successes_in_a_row = 0;
    uint32_t failures_in_a_row = 0;
  };

  struct State {
    BreakerState state = BreakerState::kClosed;
    uint64_t generation = 0;  // 0: not started
    Counts counts{};
    std::vector<Counts> buckets{};
    uint64_t age = 0;  // of the newest bucket
    Instant start;
    int64_t expiry_ns = 0;  // 0: none
  };

  Answer ask(State& state, Instant now) const;
  void finish(State& state, const Call& call, const Ended& ended, Instant now) const;
  BreakerState state_at(const State& state, Instant now) const;

 private:
  void settle(State& state, Instant now) const;
  void go(State& state, BreakerState to, Instant now) const;
  void new_generation(State& state, Instant now) const;
  bool trips(const Counts& counts) const;
};

}  // namespace gw::emulate
