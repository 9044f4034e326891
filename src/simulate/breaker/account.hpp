// The account of one breaker: what it shed, how long it was open, and how soon after failures began
// it opened.
#pragma once

#include <algorithm>
#include <cstdint>

#include "base/units.hpp"
#include "policy/emulate/breaker_call.hpp"

namespace gw::simulate {

using policy::BreakerState;

struct BreakerCounts {
  uint64_t calls = 0;
  uint64_t failures = 0;  // as recorded, shed or not
  uint64_t shed = 0;
  uint64_t lost_successes = 0;    // shed, and successes in the log
  uint64_t failures_avoided = 0;  // shed, and failures in the log
  uint64_t opened = 0;            // times, from half-open too
  uint64_t flaps = 0;             // opened within BreakerReach::window of closing
  Duration open{0};
  Duration half_open{0};
  BreakerCounts& operator+=(const BreakerCounts& other);
};

// Openings of a closed breaker with a run of failures before them, and how long after its first
// failure ended they came. A run goes on while failures are at least a given share of its calls.
struct Detections {
  uint64_t count = 0;
  Duration sum{0};
  Duration longest{0};
  Duration mean() const { return count == 0 ? Duration{0} : sum / static_cast<int64_t>(count); }
  Detections& operator+=(const Detections& other) {
    count += other.count;
    sum = sum + other.sum;
    longest = std::max(longest, other.longest);
    return *this;
  }
};

// A breaker starts closed. Times never go back from one call to the next.
class BreakerAccount {
 public:
  // Opening within `flap` of closing is a flap.
  BreakerAccount(Duration flap, Ratio share_of_run)
      : flap_ns_(flap.ns), share_ppm_(share_of_run.ppm) {}

  void called(emulate::CallResult recorded) {
    ++counts_.calls;
    counts_.failures += recorded == emulate::CallResult::kFailure ? 1 : 0;
  }
  void shed(emulate::CallResult recorded) {
    ++counts_.shed;
    counts_.lost_successes += recorded == emulate::CallResult::kSuccess ? 1 : 0;
    counts_.failures_avoided += recorded == emulate::CallResult::kFailure ? 1 : 0;
  }
  // One that was let through; `bad`: part of a run of failures.
  void finished(bool bad, int64_t at_ns) {
    if (bad || run_score_ >= 0) add_to_run(bad, at_ns);
  }
  // Into another state.
  void change(BreakerState to, int64_t at_ns);
  // After everything: time counts until then, which may be before the last change.
  void finish(int64_t end_ns);

  BreakerState state() const { return state_; }
  const BreakerCounts& counts() const { return counts_; }
  const Detections& detections() const { return detections_; }
  // From opening until it is closed again, or the end.
  Duration longest() const { return longest_; }

 private:
  static constexpr int64_t kNever = INT64_MIN;

  void add_to_run(bool bad, int64_t at_ns);
  void opened(BreakerState from, int64_t at_ns);
  void pass_time(int64_t at_ns);

  int64_t flap_ns_;
  int64_t share_ppm_;
  BreakerState state_ = BreakerState::kClosed;
  BreakerCounts counts_;
  Detections detections_;
  Duration longest_{0};
  int64_t since_ns_ = 0;  // of the present state
  int64_t left_closed_ns_ = 0;
  int64_t closed_ns_ = kNever;  // when it last closed
  int64_t run_score_ = -1;      // below 0: no run of failures
  int64_t run_start_ns_ = 0;
};

}  // namespace gw::simulate
