// The calls of a log as what happens to any breaker that watches them: beginnings and ends in the
// order of time, told apart by group, and the outages of each group. None of it depends on what a
// breaker does, so that many can share it.
#pragma once

#include <cstdint>
#include <functional>
#include <queue>
#include <span>
#include <tuple>
#include <vector>

#include "base/units.hpp"
#include "policy/emulate/breaker_call.hpp"
#include "simulate/breaker/statuses.hpp"
#include "simulate/reorder.hpp"

namespace gw::simulate {

struct CallEvent {
  enum class Kind : uint8_t {
    kBegin,
    kEnd,
    kRunBegins,   // of failures, with the end of a call that follows
    kOutageEnds,  // a run was an outage; `at_ns` is that of its last failure, which has passed
  };
  int64_t at_ns = 0;
  uint64_t number = 0;  // of the call, from 0
  uint32_t group = 0;
  uint32_t slot = 0;  // of the call while it runs; below CallTimeline::slots()
  Kind kind = Kind::kBegin;
  emulate::CallResult result = emulate::CallResult::kSuccess;
};

// An outage is a run of failures of at least `calls` calls: it begins with a failure, goes on while
// failures are at least `share` of its calls, and ends with its last failure. So that a long one
// does not outlive what it broke, no more than `calls` failures have to be made up for.
struct OutageRule {
  Ratio share{500'000};
  uint64_t calls = 20;
};

class CallTimeline {
 public:
  struct GroupCounts {
    uint64_t calls = 0;
    uint64_t failures = 0;
    uint64_t successes = 0;
    uint64_t outages = 0;  // that have ended
    GroupCounts& operator+=(const GroupCounts& other);
  };

  CallTimeline(const Statuses& failures, const OutageRule& outage)
      : failures_(failures), outage_(outage) {}

  // Arrivals in their order.
  void add(const Arrival& arrival);
  // All calls and outages come to their end.
  void finish();

  // What has happened since the last call of `clear`.
  std::span<const CallEvent> events() const { return events_; }
  void clear() { events_.clear(); }

  uint32_t slots() const { return slots_; }
  const std::vector<GroupCounts>& groups() const { return groups_; }  // by Arrival::route

 private:
  struct Running {
    int64_t end_ns = 0;
    uint64_t number = 0;  // ties in the order of beginning
    uint32_t group = 0;
    uint32_t slot = 0;
    emulate::CallResult result = emulate::CallResult::kSuccess;
    bool operator>(const Running& other) const {
      return std::tie(end_ns, number) > std::tie(other.end_ns, other.number);
    }
  };
  struct Run {
    int64_t score = -1;  // below 0: none
    int64_t last_ns = 0;
    uint64_t calls = 0;
    uint64_t calls_to_last = 0;  // up to its last failure
  };

  void end_until(int64_t until_ns);
  void end(const Running& call);
  void count_in_run(uint32_t group, bool failed, int64_t at_ns);
  void end_run(uint32_t group);

  const Statuses& failures_;
  OutageRule outage_;
  std::vector<CallEvent> events_;
  std::vector<GroupCounts> groups_;
  std::vector<Run> runs_;  // by group
  std::priority_queue<Running, std::vector<Running>, std::greater<>> running_;
  std::vector<uint32_t> free_slots_;
  uint32_t slots_ = 0;
  uint64_t calls_ = 0;
};

}  // namespace gw::simulate
