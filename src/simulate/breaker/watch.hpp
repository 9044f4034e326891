// Keeps the account of one breaker, and beside it what happened when: its changes, the calls over
// time, and whether it ever sees enough of them to open.
#pragma once

#include <cstdint>
#include <deque>
#include <string>

#include "policy/emulate/breaker_call.hpp"
#include "simulate/breaker/account.hpp"
#include "simulate/breaker/replay.hpp"
#include "simulate/series_builder.hpp"

namespace gw::simulate {

// Times never go back from one call to the next.
class BreakerWatch {
 public:
  BreakerWatch(const BreakerSettings& settings, const emulate::BreakerReach& reach)
      : settings_(&settings), reach_(&reach), account_(reach.window, settings.failure_share) {}

  void called(emulate::CallResult recorded, int64_t at_ns);
  void decided(emulate::CallResult recorded, bool passed, int64_t at_ns);
  // `bad`: part of a run of failures.
  void finished(bool bad, int64_t at_ns);
  void is(BreakerState state, int64_t at_ns) {
    if (state != account_.state()) change(state, at_ns);
  }

  BreakerState state() const { return account_.state(); }
  bool has_calls() const { return account_.counts().calls > 0; }
  BreakerGroup finish(std::string group, int64_t end_ns);

 private:
  void change(BreakerState to, int64_t at_ns);
  void count_in_span(int64_t at_ns);

  const BreakerSettings* settings_;
  const emulate::BreakerReach* reach_;
  BreakerAccount account_;
  BreakerGroup out_;
  SeriesBuilderOf<BreakerPoint> series_;
  std::deque<int64_t> in_span_;  // calls of the last span, while too few to open
  uint64_t most_in_span_ = 0;
};

}  // namespace gw::simulate
