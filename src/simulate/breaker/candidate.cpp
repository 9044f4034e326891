#include "simulate/breaker/candidate.hpp"

#include <algorithm>
#include <bit>

#include "policy/emulate/breaker_reach.hpp"

namespace gw::simulate {

namespace {

using emulate::CallResult;
using policy::Outcome;

// Calls `visit(i)` for each bit that is set, the lowest first.
template <class Visit>
void for_each_bit(uint64_t bits, Visit&& visit) {
  for (; bits != 0; bits &= bits - 1) visit(static_cast<size_t>(std::countr_zero(bits)));
}

constexpr uint64_t bit(size_t index) {
  return uint64_t{1} << index;
}

constexpr Outcome kOutcomes[] = {Outcome::kSuccess, Outcome::kFailure, Outcome::kIgnored};

}  // namespace

CandidateResult& CandidateResult::operator+=(const CandidateResult& other) {
  counts += other.counts;
  longest = std::max(longest, other.longest);
  detections += other.detections;
  outages_met += other.outages_met;
  return *this;
}

void CandidateBank::run(std::span<const CallEvent> events, uint32_t slots, size_t groups) {
  passed_.resize(slots);
  groups_.resize(groups);
  for (const CallEvent& event : events) {
    switch (event.kind) {
      case CallEvent::Kind::kBegin:
        begin(event);
        break;
      case CallEvent::Kind::kEnd:
        end(event);
        break;
      case CallEvent::Kind::kRunBegins:
        begin_run(event);
        break;
      case CallEvent::Kind::kOutageEnds:
        end_outage(event);
        break;
    }
  }
}

void CandidateBank::start(Group& group) const {
  group.ones.reserve(candidates_.size());
  for (const BreakerCandidate& candidate : candidates_) {
    const Duration flap = emulate::reach_of(candidate.spec).window;
    group.closed |= bit(group.ones.size());
    group.ones.push_back({policy::Breaker(candidate.spec),
                          BreakerAccount(flap, candidate.share_of_run),
                          0,
                          kNever,
                          0,
                          {}});
  }
}

// One that is closed lets everything through and does not change by it.
void CandidateBank::begin(const CallEvent& call) {
  Group& group = groups_[call.group];
  if (group.ones.empty()) start(group);
  uint64_t passed = group.closed;
  const uint64_t all = group.ones.size() == kMost ? UINT64_MAX : bit(group.ones.size()) - 1;
  for_each_bit(all & ~group.closed, [&](size_t i) {
    One& one = group.ones[i];
    const bool passes = one.breaker.try_pass(Instant{call.at_ns}).admitted;
    look(group, i, call.number, call.at_ns);
    if (passes) {
      passed |= bit(i);
    } else {
      one.account.shed(call.result);
    }
  });
  passed_[call.slot] = passed;
  next_call_ = call.number + 1;
}

void CandidateBank::end(const CallEvent& call) {
  Group& group = groups_[call.group];
  const bool counts = call.result != CallResult::kIgnored;
  const bool failed = call.result == CallResult::kFailure;
  for_each_bit(passed_[call.slot], [&](size_t i) {
    One& one = group.ones[i];
    if (counts) one.account.finished(failed, call.at_ns);
    // One of an older generation counts nowhere.
    if (call.number < one.first_call) return;
    one.breaker.record(Instant{call.at_ns}, one.breaker.generation(),
                       kOutcomes[static_cast<size_t>(call.result)], Duration{0});
    look(group, i, next_call_, call.at_ns);
  });
}

// A new generation begins with the next call.
void CandidateBank::look(Group& group, size_t candidate, uint64_t next_call, int64_t at_ns) {
  One& one = group.ones[candidate];
  const policy::BreakerState now = one.breaker.state();
  if (now == one.account.state()) return;
  one.account.change(now, at_ns);
  if (max_changes_ > 0) keep_change(group, candidate, now, at_ns);
  one.first_call = next_call;
  const bool closed = now == policy::BreakerState::kClosed;
  group.closed = closed ? group.closed | bit(candidate) : group.closed & ~bit(candidate);
  if (!closed) one.opened_ns = std::min(one.opened_ns, at_ns);
}

void CandidateBank::keep_change(Group& group, size_t candidate, policy::BreakerState to,
                                int64_t at_ns) {
  CandidateCourse& course = group.ones[candidate].course;
  ++course.total;
  if (course.changes.size() >= max_changes_ || changes_[candidate] >= kMostChanges) return;
  course.changes.push_back({WallTime{at_ns}, to});
  ++changes_[candidate];
}

void CandidateBank::begin_run(const CallEvent& run) {
  for (One& one : groups_[run.group].ones) {
    const bool closed = one.breaker.state() == policy::BreakerState::kClosed;
    one.opened_ns = closed ? kNever : run.at_ns;
  }
}

void CandidateBank::end_outage(const CallEvent& outage) {
  for (One& one : groups_[outage.group].ones) {
    one.outages_met += one.opened_ns <= outage.at_ns ? 1 : 0;
  }
}

void CandidateBank::finish(int64_t last_ns) {
  for (Group& group : groups_) {
    for (One& one : group.ones) one.account.finish(last_ns);
  }
}

CandidateResult CandidateBank::result(size_t candidate, uint32_t group) const {
  const One& one = groups_[group].ones[candidate];
  return {one.account.counts(), one.account.longest(), one.account.detections(), one.outages_met};
}

}  // namespace gw::simulate
