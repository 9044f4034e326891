// Traefik's CircuitBreaker, which is vulcand/oxy's: a condition over ten seconds of responses,
// looked at after a response and at most once a check period; tripped for a while, then recovering
// with a share of admitted calls that grows to a half. Here the condition is any of two shares
// being above its threshold. Source: vulcand/oxy db4bdb4, cbreaker/cbreaker.go, cbreaker/ratio.go,
// memmetrics/counter.go.
#pragma once

#include <array>
#include <map>

#include "policy/emulate/breaker_call.hpp"

namespace gw::emulate {

struct OxyBreaker {
  double network_error_ratio = 2;  // NetworkErrorRatio() > this (502 and 504); 2: never
  double server_error_ratio = 2;   // ResponseCodeRatio(500, 600, 0, 600) > this
  double latency_quantile = 0;     // LatencyAtQuantileMS(this) > latency_ms, in percent; 0: never
  int64_t latency_ms = 0;
  Duration check_period = milliseconds(100);
  Duration fallback_duration = seconds(10);
  Duration recovery_duration = seconds(10);

  static constexpr int64_t kSeconds = 10;
  static constexpr size_t kHistograms = 6;

  // Counts by the highest number of microseconds that the histogram does not tell apart.
  using Histogram = std::map<int64_t, int64_t>;

  struct Counts {
    int64_t total = 0;
    int64_t network_errors = 0;
    int64_t responses = 0;  // with a status below 600
    int64_t server_errors = 0;
  };

  struct State {
    BreakerState state = BreakerState::kClosed;  // kHalfOpen: recovering
    Instant until;
    Instant checked_until;
    int64_t second = 0;
    std::array<Counts, kSeconds> seconds{};
    std::array<Histogram, kHistograms> latencies{};
    size_t histogram = 0;  // the present one
    Instant rolled;
    int64_t allowed = 0;  // while recovering
    int64_t denied = 0;
    Instant recovering_since;
  };

  Answer ask(State& state, Instant now) const;
  void finish(State& state, const Call& call, const Ended& ended, Instant now) const;
  // Recovering starts and ends when somebody asks.
  BreakerState state_at(const State& state, Instant) const { return state.state; }

 private:
  bool trips(const State& state) const;
  int64_t latency_at_quantile_ms(const State& state) const;
};

}  // namespace gw::emulate
