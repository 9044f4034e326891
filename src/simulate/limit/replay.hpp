// A log run through one limit: who would have been refused or delayed, and how much of that rests
// on what the log does not tell. The model:
// - A request arrives when the log says, and a refused one does not come back.
// - A request holds a place of a concurrency limit for its recorded duration, from when the limit
//   lets it through.
// - With Options::clients they do: until the limit lets them through, or they give up.
// - Each of several replicas with a local store has a limit of its own for each key; with leases it
//   takes permits of one limit for all in batches (policy::Leases).
// - Requests of a log in coarse stamps stand as Options::subsecond says; with kSpread the same is
//   counted with all of them at the beginning of their stamp, beside it, for logs without
//   durations.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "simulate/delay_histogram.hpp"
#include "simulate/limit/limiter.hpp"
#include "simulate/results.hpp"
#include "simulate/sample_intake.hpp"
#include "simulate/simulate.hpp"

namespace gw::simulate {

struct LimitSettings {
  AnyLimiter limiter;
  std::string limit;  // what it is, for the report: "gcra, 10/s, burst 20"
  std::string key;    // what it counts by, as written
  SampleRule rule;
  uint32_t max_groups = 10'000;  // told apart; the rest are "(other)"
};

struct LimitCounts {
  uint64_t requests = 0;
  uint64_t rejected = 0;
  uint64_t delayed = 0;
};

// What one count for all replicas would do, of those that count each for itself.
struct SharedCounts {
  LimitCounts counts;
  uint64_t keys_rejected = 0;
};

struct GroupRow {
  std::string group;  // as logged
  LimitCounts counts;
};

// Requests that were refused and came back.
struct Returned {
  uint64_t requests = 0;     // refused at first
  uint64_t attempts = 0;     // after the first
  uint64_t let_through = 0;  // in the end
  DelayHistogram waits;      // of those, from the first attempt to the last
};

struct LimitReplay {
  std::string limit;
  std::string key;
  bool partial = false;  // stopped before the end of the log
  // Times, totals, hit (its clients are the limit's keys), delays, series, reading and caveats are
  // filled in; those let through count as answered.
  Results results;
  // Most rejected first, then by requests and name; of a grouped log alone.
  std::vector<GroupRow> groups;
  // With all coarse stamps clumped, when they were spread.
  std::optional<LimitCounts> clumped;
  // With replicas, unless clients come back or the limit is on requests at a time.
  std::optional<SharedCounts> shared;
  // With clients that come back. A request counts as rejected when it never got through.
  std::optional<Returned> returned;
};

// What a run found on the keys that it took, in a form to which that of the other keys can be
// added. Every run reads the whole log, so that times and the reading are those of all keys.
struct LimitPart {
  struct Second {
    int64_t second = 0;  // since 1970
    uint64_t rejected = 0;
  };
  struct NumberedGroup {
    uint32_t number = 0;  // the same in every part
    GroupRow row;
  };

  bool partial = false;
  WallTime first;
  WallTime last;
  LimitCounts counts;
  std::optional<LimitCounts> clumped;
  std::optional<SharedCounts> shared;
  std::optional<policy::LeaseCounts> leases;
  std::optional<Returned> returned;
  Hit hit;
  std::vector<Second> rejected_seconds;  // ascending, those with any; of one shard of several alone
  std::vector<NumberedGroup> groups;     // ascending
  DelayHistogram delays;
  Series series;
  Reading reading;
};

// An Error when a source cannot be read on, or an option is out of its range. `progress` that
// returns false ends the log there.
Result<LimitPart> replay_limit_part(std::vector<Source> sources, const LimitSettings& settings,
                                    const Options& options, const ProgressCallback& progress);

// An Error when the other part is not of the same log.
Result<void> add_part(LimitPart& to, const LimitPart& other, const Options& options);

LimitReplay limit_replay(LimitPart part, const LimitSettings& settings, const Options& options);

// Both for all keys.
Result<LimitReplay> replay_limit(std::vector<Source> sources, const LimitSettings& settings,
                                 const Options& options, const ProgressCallback& progress);

}  // namespace gw::simulate
