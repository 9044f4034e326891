// Many breakers on one timeline of calls: what each would have done, without telling the calls to
// each of them apart.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "base/units.hpp"
#include "policy/breaker.hpp"
#include "simulate/breaker/account.hpp"
#include "simulate/breaker/timeline.hpp"
#include "simulate/results.hpp"

namespace gw::simulate {

struct BreakerCandidate {
  policy::BreakerSpec spec;  // checked; no slow_rate and no late results
  Ratio share_of_run;        // of Detections
};

// When a breaker changed, the first ones, and how many there were.
struct CandidateCourse {
  std::vector<BreakerChange> changes;
  uint64_t total = 0;
};

struct CandidateResult {
  BreakerCounts counts;
  Duration longest{0};  // from opening until it is closed again, or the end
  Detections detections;
  uint64_t outages_met = 0;  // it was not closed at some moment from the first failure to the last
  CandidateResult& operator+=(const CandidateResult& other);
};

// At most 64 candidates, each with a breaker for every group.
class CandidateBank {
 public:
  static constexpr size_t kMost = 64;

  // The candidates outlive it. Keeps so many changes of each of them in each group, and no more
  // than kMostChanges of one in all groups.
  explicit CandidateBank(std::span<const BreakerCandidate> candidates, uint32_t max_changes = 0)
      : candidates_(candidates), max_changes_(max_changes), changes_(candidates.size()) {}

  // Events in their order; `slots` and `groups` are those of the timeline so far.
  void run(std::span<const CallEvent> events, uint32_t slots, size_t groups);
  // After the last event, with the time of the last arrival.
  void finish(int64_t last_ns);

  // After `finish`; its calls and failures are not filled in.
  CandidateResult result(size_t candidate, uint32_t group) const;
  const CandidateCourse& course(size_t candidate, uint32_t group) const {
    return groups_[group].ones[candidate].course;
  }

 private:
  struct One {
    policy::Breaker breaker;
    BreakerAccount account;
    uint64_t first_call = 0;  // of its present generation
    int64_t opened_ns = 0;    // in the present run of failures; kNever
    uint64_t outages_met = 0;
    CandidateCourse course;
  };
  struct Group {
    std::vector<One> ones;
    uint64_t closed = 0;  // candidates, a bit each
  };
  static constexpr int64_t kNever = INT64_MAX;
  static constexpr uint32_t kMostChanges = 20'000;

  void start(Group& group) const;
  void begin(const CallEvent& call);
  void end(const CallEvent& call);
  void begin_run(const CallEvent& run);
  void end_outage(const CallEvent& outage);
  void look(Group& group, size_t candidate, uint64_t next_call, int64_t at_ns);

  void keep_change(Group& group, size_t candidate, policy::BreakerState to, int64_t at_ns);

  std::span<const BreakerCandidate> candidates_;
  uint32_t max_changes_;
  std::vector<uint32_t> changes_;  // kept, by candidate
  std::vector<Group> groups_;
  std::vector<uint64_t> passed_;  // by slot: the candidates that let the call through
  uint64_t next_call_ = 0;
};

}  // namespace gw::simulate
