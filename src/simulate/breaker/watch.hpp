// Keeps the account of one breaker: what it shed, when it changed, and what came before.
#pragma once

#include <cstdint>
#include <deque>
#include <optional>
#include <string>

#include "policy/emulate/breaker_call.hpp"
#include "simulate/breaker/replay.hpp"
#include "simulate/series_builder.hpp"

namespace gw::simulate {

// Times never go back from one call to the next.
class BreakerWatch {
 public:
  BreakerWatch(const BreakerSettings& settings, const emulate::BreakerReach& reach)
      : settings_(&settings), reach_(&reach) {}

  void called(emulate::CallResult recorded, int64_t at_ns);
  void decided(emulate::CallResult recorded, bool passed, int64_t at_ns);
  // `bad`: part of a run of failures.
  void finished(bool bad, int64_t at_ns);
  void is(BreakerState state, int64_t at_ns) {
    if (state != out_.at_end) change(state, at_ns);
  }

  BreakerState state() const { return out_.at_end; }
  bool has_calls() const { return out_.counts.calls > 0; }
  BreakerGroup finish(std::string group, int64_t end_ns);

 private:
  void change(BreakerState to, int64_t at_ns);
  void opened(BreakerState from, int64_t at_ns);
  void pass_time(int64_t at_ns);
  void count_in_span(int64_t at_ns);

  const BreakerSettings* settings_;
  const emulate::BreakerReach* reach_;
  BreakerGroup out_;
  SeriesBuilderOf<BreakerPoint> series_;
  int64_t since_ns_ = 0;  // of the present state
  int64_t left_closed_ns_ = 0;
  std::optional<int64_t> closed_ns_;  // when it last closed
  int64_t run_score_ = -1;            // below 0: no run of failures
  int64_t run_start_ns_ = 0;
  int64_t detection_sum_ns_ = 0;
  std::deque<int64_t> in_span_;  // calls of the last span, while too few to open
  uint64_t most_in_span_ = 0;
};

}  // namespace gw::simulate
