// A circuit breaker: closed while calls succeed, open for a while after too many fail or crawl,
// then half-open with a few probes that decide. Every transition starts a new generation, so that
// the result of a call from before it can be told apart.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "base/result.hpp"
#include "base/time.hpp"
#include "base/units.hpp"
#include "policy/rolling_counts.hpp"

namespace gw::policy {

enum class BreakerWindow : uint8_t { kCalls, kTime };

struct BreakerSpec {
  // Trips when so many calls in a row failed; a success starts over, an ignored call does not
  // matter. 0: off; at most 1,000,000.
  int32_t consecutive_failures = 0;
  // Trips when failures (slow calls) are at least this share of the calls in the window, looked at
  // after each counted call once there are minimum_calls of them. 0: off; at most 1,000,000 ppm.
  Ratio failure_rate{};
  Ratio slow_rate{};
  // A call is slow when it took longer than this (not when exactly this); >= 0. The default is
  // resilience4j's.
  Duration slow_call = seconds(60);
  // kCalls: the last window_calls counted calls, 1 .. 100,000, a byte each. kTime: ten slices of
  // `window` (see RollingCounts), >= 1 ms; a call counts in the slice in which it ended.
  BreakerWindow window_kind = BreakerWindow::kCalls;
  int32_t window_calls = 100;
  Duration window = seconds(10);
  int32_t minimum_calls = 10;  // >= 1; with kCalls more than window_calls counts as window_calls
  Duration open_for = seconds(30);  // > 0
  // So many calls pass at a time while half-open, and so many successes close; >= 1.
  int32_t half_open_probes = 1;
  // Whether the result of a call admitted in an older generation counts where it arrives: in the
  // window when closed, as a probe's when half-open, never when open.
  bool count_late_results = false;
};

// An Error naming the number that is out of its range. A spec with all three triggers off is fine:
// it never trips.
Result<void> check(const BreakerSpec& spec);

enum class BreakerState : uint8_t { kClosed, kOpen, kHalfOpen };
enum class Outcome : uint8_t { kSuccess, kFailure, kIgnored };

// "closed", "open", "half-open".
const char* name(BreakerState state);

struct Transition {
  BreakerState from;
  BreakerState to;
  constexpr bool operator==(const Transition&) const = default;
};

struct Pass {
  bool admitted = false;
  bool probe = false;
  uint64_t generation = 0;  // hand it to `record` or `release`
  // When refused: until the first probe, rounded up to the microsecond; 1 s when half-open, where
  // only the probes out there know.
  Duration retry_after{};
  std::optional<Transition> transition{};
};

class Breaker {
 public:
  // Requires a checked spec.
  explicit Breaker(const BreakerSpec& spec);

  // Whether try_pass would admit; changes nothing. For filtering endpoints before a balance.
  bool admits(Instant now) const;

  // Asks for one call. At exactly opened_at + open_for it is the first probe. Each admitted pass
  // ends in exactly one `record` or `release`.
  Pass try_pass(Instant now);

  // The call's end. A probe that fails opens again, and so does a slow one when slow_rate is on.
  // kIgnored counts nowhere and is the same as `release`.
  std::optional<Transition> record(Instant now, uint64_t generation, Outcome outcome,
                                   Duration latency);

  // The call ended without a result (cancelled): a probe's place becomes free.
  void release(uint64_t generation);

  BreakerState state() const { return state_; }
  // Of the calls that pass from now until the next transition.
  uint64_t generation() const { return generation_; }
  // The end of the open state; meaningful while open.
  Instant open_until() const { return opened_at_ + spec_.open_for; }

  // Equal for breakers that behave alike from `now` on; 0 for one that knows of no call and never
  // changed state.
  uint64_t digest(Instant now) const;

 private:
  enum Counter : uint8_t { kCalls, kFailures, kSlow };
  static constexpr size_t kCounters = 3;

  Transition go(BreakerState to);
  Transition open(Instant now);
  std::optional<Transition> record_closed(Instant now, Outcome outcome, bool slow);
  std::optional<Transition> record_probe(Instant now, uint64_t generation, Outcome outcome,
                                         bool slow);
  bool trips(Instant now) const;
  int64_t counted(Instant now, Counter counter) const;
  void count(Instant now, Outcome outcome, bool slow);
  void count_in_calls(uint8_t call);
  void forget_calls();

  BreakerSpec spec_;
  BreakerState state_ = BreakerState::kClosed;
  uint64_t generation_ = 0;
  int32_t failures_in_a_row_ = 0;
  int32_t probes_out_ = 0;
  int32_t probes_succeeded_ = 0;
  Instant opened_at_;
  RollingCounts<kCounters> slices_;  // BreakerWindow::kTime
  std::vector<uint8_t> calls_;       // BreakerWindow::kCalls: ring of bits, failed 1, slow 2
  size_t next_call_ = 0;
  std::array<int64_t, kCounters> call_counts_{};
};

}  // namespace gw::policy
