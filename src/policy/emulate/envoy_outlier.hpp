// Envoy's outlier detection over the hosts of a cluster: a host is ejected at so many errors in a
// row, or at the end of an interval by its success rate beside the others' or by its failures; it
// comes back at the end of an interval, later each time. One State is one cluster; ticks without
// anything to do are skipped. Source: envoyproxy/envoy 00c7146,
// source/common/upstream/outlier_detection_impl.cc.
#pragma once

#include <vector>

#include "base/draw.hpp"
#include "policy/emulate/breaker_call.hpp"

namespace gw::emulate {

struct EnvoyOutlier {
  int32_t hosts = 1;  // of the cluster, >= 1
  Duration interval = seconds(10);
  Duration base_ejection = seconds(30);
  Duration max_ejection = seconds(300);  // >= base_ejection
  int64_t max_jitter_ms = 0;
  int32_t max_ejected_percent = 10;
  bool always_eject_one = false;
  int32_t consecutive_5xx = 5;
  int32_t consecutive_gateway = 5;  // 502, 503 and 504
  int32_t enforcing_5xx = 100;      // percent, as those below
  int32_t enforcing_gateway = 0;
  int32_t enforcing_success_rate = 100;
  int32_t enforcing_failures = 0;
  int32_t success_rate_hosts = 5;  // with enough requests, before rates are compared
  int32_t success_rate_volume = 100;
  double stdev_factor = 1.9;
  int32_t failure_percentage = 85;
  int32_t failure_hosts = 5;
  int32_t failure_volume = 50;
  Seed seed{};

  struct Host {
    bool ejected = false;
    int32_t errors = 0;
    int32_t gateway_errors = 0;
    int64_t backoff = 0;
    Instant ejected_at;
    int64_t jitter_ms = 0;
    bool came_back = false;
    Instant came_back_at;
    int64_t total = 0;  // of this interval
    int64_t successes = 0;
    int64_t last_total = 0;  // of the one before
    int64_t last_successes = 0;
  };

  struct State {
    std::vector<Host> hosts{};
    Instant started;
    int64_t ticks = 0;
    int32_t ejected = 0;
    uint32_t draws = 0;
  };

  Answer ask(State& state, Instant now, int32_t host = 0) const;
  // A failure without a status is a 500, a success without one a 200.
  void finish(State& state, const Call& call, const Ended& ended, Instant now) const;
  BreakerState state_at(const State& state, Instant now, int32_t host = 0) const;

 private:
  void settle(State& state, Instant now) const;
  void tick(State& state, Instant now) const;
  void compare(State& state, Instant now) const;
  void eject(State& state, Host& host, int32_t enforcing, Instant now) const;
};

}  // namespace gw::emulate
