// Which circuit breaker fits a log: gw's own with every failure rate over every window, and with
// every number of failures in a row, one for each group of requests, in one pass. Each candidate
// does what replay_breaker() says of it; the model is the one there.
//
// Candidates are compared by their score, which is the failures spared (shed, and failures in the
// log) less the successes lost (shed, and successes in the log), each weighed with a number. The
// best one is suggested, of those that lose no more than a stated share of all successes; of equals
// the calmer one.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "simulate/breaker/candidate.hpp"
#include "simulate/breaker/replay.hpp"
#include "simulate/results.hpp"
#include "simulate/sample_intake.hpp"
#include "simulate/simulate.hpp"

namespace gw::simulate {

// Failure rates times windows, a rate's one after the other, then those in a row.
struct BreakerGrid {
  std::vector<Ratio> failure_rates;  // ascending, as the others
  std::vector<Duration> windows;
  std::vector<int32_t> in_a_row;
  size_t size() const { return failure_rates.size() * windows.size() + in_a_row.size(); }

  // What tells a candidate from the others: a rate and its window, or a number in a row.
  struct Place {
    std::optional<Ratio> failure_rate;
    std::optional<Duration> window;
    std::optional<int32_t> in_a_row;
  };
  Place place(size_t candidate) const {
    const size_t by_rate = failure_rates.size() * windows.size();
    if (candidate >= by_rate) return {.in_a_row = in_a_row[candidate - by_rate]};
    return {failure_rates[candidate / windows.size()], windows[candidate % windows.size()], {}};
  }
};

struct BreakerTuneSettings {
  BreakerGrid grid;
  // What all candidates have in common, with all triggers off: the candidates by failure rate take
  // their windows of time from the grid, those in a row leave this one.
  policy::BreakerSpec common;
  Statuses failures;
  std::string failures_text;   // as written, for the report
  std::string group_by;        // as written
  SampleRule rule{.key = {}};  // its group alone is read
  OutageRule outage;
  Ratio lose_at_most{5'000};    // of the successes
  uint64_t lost_weighs = 1;     // failures spared that outweigh one success lost
  uint32_t max_groups = 2'000;  // told apart; the rest are "(other)"
  bool course = false;          // keep what happened when, for a page
};

struct BreakerTunePoint {
  size_t candidate = 0;
  CandidateResult result;
  int64_t score = 0;
  bool within = false;  // loses no more than it may
};

struct BreakerTuneGroup {
  std::string group;  // as logged; empty for the whole log
  CallTimeline::GroupCounts calls;
  std::optional<CandidateResult> suggested;  // of the candidate that is suggested for all
  std::optional<size_t> best;                // what would be suggested for this group alone
  // With BreakerTuneSettings::course: calls and failures over time, and of every candidate when it
  // changed.
  SeriesOf<BreakerPoint> series{};
  std::vector<CandidateCourse> courses{};
};

struct BreakerTune {
  BreakerGrid grid;
  policy::BreakerSpec common;
  Statuses failures;
  std::string failures_text;
  std::string group_by;
  OutageRule outage;
  Ratio lose_at_most;
  uint64_t lost_weighs = 1;
  bool partial = false;  // stopped before the end of the log
  Results results;       // times, requests, reading and caveats are filled in
  CallTimeline::GroupCounts totals;
  std::vector<BreakerTunePoint> points;  // of the grid, over all groups
  // Of `points`, all of them: those within first, then by score, the calmer ones first.
  std::vector<size_t> ranked;
  std::optional<size_t> suggestion;  // of `points`; none when no score within is above 0
  size_t top = 1;                    // rows for people: Options::top_clients, at least 1
  // Most failures first, then by calls and name; one without --group-by.
  std::vector<BreakerTuneGroup> groups;
};

// In the order of BreakerGrid. Each is what `gw replay breaker` makes of the same numbers.
std::vector<BreakerCandidate> candidates_of(const BreakerGrid& grid,
                                            const policy::BreakerSpec& common);

// What a run found on the groups that it took, as LimitPart.
struct BreakerTunePart {
  struct Numbered {
    size_t candidate = 0;
    CandidateResult result;  // its calls and failures are the group's, not filled in
    CandidateCourse course{};
  };
  struct Group {
    std::string group;
    CallTimeline::GroupCounts calls;
    std::vector<Numbered> results;  // ascending, of the candidates that ever opened
    SeriesOf<BreakerPoint> series{};
  };

  bool partial = false;
  WallTime first;
  WallTime last;
  std::vector<Group> groups;
  Reading reading;
};

// Errors as replay_breaker_part().
Result<BreakerTunePart> tune_breaker_part(std::vector<Source> sources,
                                          const BreakerTuneSettings& settings,
                                          const Options& options, const ProgressCallback& progress);

// An Error when the other part is not of the same log.
Result<void> add_part(BreakerTunePart& to, const BreakerTunePart& other, const Options& options);

// The candidates of the part's results are of the settings' grid.
BreakerTune breaker_tune(BreakerTunePart part, const BreakerTuneSettings& settings,
                         const Options& options);

// All of it for all groups.
Result<BreakerTune> tune_breaker(std::vector<Source> sources, const BreakerTuneSettings& settings,
                                 const Options& options, const ProgressCallback& progress);

}  // namespace gw::simulate
