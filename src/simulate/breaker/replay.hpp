// A log run through one circuit breaker, or one for each group of requests: when it would have
// opened, and what that would have cost and spared. The model:
// - A call asks when the log says that it arrived. One that is let through ends after its recorded
//   duration, with its recorded outcome; without a duration it ends at once.
// - The log ends with the last call's arrival: a state lasts no longer, although what still runs
//   comes to its end.
// - One that is shed does not come back. What it would have been is taken from the log, although a
//   service with less load may fare better.
// - A call is a failure by its status; one whose client left (499) counts neither way.
// - Calls of a log in coarse stamps stand as Options::subsecond says; with kSpread the same is
//   counted with all of them clumped, beside it.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "simulate/breaker/account.hpp"
#include "simulate/breaker/breaker.hpp"
#include "simulate/breaker/statuses.hpp"
#include "simulate/results.hpp"
#include "simulate/sample_intake.hpp"
#include "simulate/simulate.hpp"

namespace gw::simulate {

struct BreakerSettings {
  AnyBreaker breaker;
  std::string text;  // what it is, for the report: "gw, failure-rate 50%, window 30s"
  Statuses failures;
  SampleRule rule{.key = {}};  // its group alone is read
  // What a run of failures is, see Detections.
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

struct BreakerGroup {
  std::string group;  // as logged; empty for the whole log
  BreakerCounts counts;
  Duration longest{0};    // from opening until it is closed again, or the end of the log
  Detections detections;  // by BreakerSettings::failure_share
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
  std::optional<BreakerCounts> clumped;  // totals with all coarse stamps clumped, when spread
  uint64_t never_open = 0;               // groups that can never open
  size_t top = 1;                        // rows for people: Options::top_clients, at least 1
  // Most shed first, then by times opened, failures, calls and name; one without --group-by. Of
  // those beyond `top` changes and series are left out.
  std::vector<BreakerGroup> groups;
};

// What a run found on the groups that it took, as LimitPart.
struct BreakerPart {
  bool partial = false;
  WallTime first;
  WallTime last;
  std::optional<BreakerCounts> clumped;
  std::vector<BreakerGroup> groups;  // as BreakerReplay::groups
  Reading reading;
};

// As replay_limit_part().
Result<BreakerPart> replay_breaker_part(std::vector<Source> sources,
                                        const BreakerSettings& settings, const Options& options,
                                        const ProgressCallback& progress);

// An Error when the other part is not of the same log.
Result<void> add_part(BreakerPart& to, const BreakerPart& other, const Options& options);

BreakerReplay breaker_replay(BreakerPart part, const BreakerSettings& settings,
                             const Options& options);

// All of it for all groups.
Result<BreakerReplay> replay_breaker(std::vector<Source> sources, const BreakerSettings& settings,
                                     const Options& options, const ProgressCallback& progress);

}  // namespace gw::simulate
