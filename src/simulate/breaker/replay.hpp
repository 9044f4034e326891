// A log run through one circuit breaker, or one for each group of requests: when it would have
// opened, and what that would have cost and spared. The model:
// - A call asks when the log says that it arrived. One that is let through ends after its recorded
//   duration, with its recorded outcome; without a duration it ends at once.
// - One that is shed does not come back. What it would have been is taken from the log, although a
//   service with less load may fare better.
// - A call is a failure by its status; one whose client left (499) counts neither way.
#pragma once

#include <bitset>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "simulate/breaker/breaker.hpp"
#include "simulate/results.hpp"
#include "simulate/sample_intake.hpp"
#include "simulate/simulate.hpp"

namespace gw::simulate {

using Statuses = std::bitset<1000>;

// "500-599", "502,504", "429,500-599": each 100 .. 599.
Result<Statuses> parse_statuses(std::string_view text);

struct BreakerSettings {
  AnyBreaker breaker;
  std::string text;  // what it is, for the report: "gw, failure-rate 50%, window 30s"
  Statuses failures;
  SampleRule rule{.key = {}};  // its group alone is read
  // What a run of failures is, see BreakerGroup::detections.
  Ratio failure_share{500'000};
  std::optional<Duration> slow_after;  // slower calls are part of a run too
  uint32_t max_groups = 2'000;         // told apart; the rest are "(other)"
  uint32_t max_changes = 1'000;        // kept of each group, the first ones
};

struct BreakerPoint {
  uint64_t calls = 0;
  uint64_t failures = 0;  // as recorded, shed or not
  uint64_t shed = 0;
  BreakerPoint& operator+=(const BreakerPoint& other) {
    calls += other.calls;
    failures += other.failures;
    shed += other.shed;
    return *this;
  }
};

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

struct BreakerGroup {
  std::string group;  // as logged; empty for the whole log
  BreakerCounts counts;
  Duration longest{0};  // from opening until it is closed again, or the end of the log
  // Openings of a closed breaker with a run of failures before them, and how long after its first
  // failure ended they came. A run goes on while failures are at least BreakerSettings'
  // failure_share of its calls.
  uint64_t detections = 0;
  Duration detection_mean{0};
  Duration detection_longest{0};
  std::vector<BreakerChange> changes;
  uint64_t changes_total = 0;
  BreakerState at_end = BreakerState::kClosed;
  // Set when it can never open: the most calls in any BreakerReach::span of the log.
  std::optional<uint64_t> most_calls;
  SeriesOf<BreakerPoint> series;  // by when a call was let through or shed
};

struct BreakerReplay {
  std::string breaker;
  emulate::BreakerReach reach;
  bool partial = false;  // stopped before the end of the log
  Results results;       // times, requests, reading and caveats are filled in
  BreakerCounts totals;
  uint64_t never_open = 0;  // groups that can never open
  size_t top = 1;           // rows for people: Options::top_clients, at least 1
  // Most shed first, then by times opened, failures, calls and name; one without --group-by. Of
  // those beyond `top` changes and series are left out.
  std::vector<BreakerGroup> groups;
};

// As replay_limit().
Result<BreakerReplay> replay_breaker(std::vector<Source> sources, const BreakerSettings& settings,
                                     const Options& options, const ProgressCallback& progress);

}  // namespace gw::simulate
