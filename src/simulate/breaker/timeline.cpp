#include "simulate/breaker/timeline.hpp"

#include <algorithm>
#include <utility>

namespace gw::simulate {

namespace {

using emulate::CallResult;

constexpr int64_t kWholePpm = 1'000'000;

}  // namespace

CallTimeline::GroupCounts& CallTimeline::GroupCounts::operator+=(const GroupCounts& other) {
  calls += other.calls;
  failures += other.failures;
  successes += other.successes;
  outages += other.outages;
  return *this;
}

void CallTimeline::add(const Arrival& arrival) {
  end_until(arrival.time_ns);
  const uint32_t group = arrival.route;
  if (groups_.size() <= group) {
    groups_.resize(group + 1);
    runs_.resize(group + 1);
  }
  const CallResult result = call_result(failures_, arrival.recorded_status);
  ++groups_[group].calls;
  groups_[group].failures += result == CallResult::kFailure ? 1 : 0;
  groups_[group].successes += result == CallResult::kSuccess ? 1 : 0;
  if (free_slots_.empty()) free_slots_.push_back(slots_++);
  const uint32_t slot = free_slots_.back();
  free_slots_.pop_back();
  events_.push_back({arrival.time_ns, calls_, group, slot, CallEvent::Kind::kBegin, result});
  running_.push({arrival.time_ns + arrival.latency_ns, calls_++, group, slot, result});
}

void CallTimeline::finish() {
  end_until(INT64_MAX);
  for (uint32_t group = 0; group < runs_.size(); ++group) end_run(group);
}

void CallTimeline::end_until(int64_t until_ns) {
  while (!running_.empty() && running_.top().end_ns <= until_ns) {
    const Running call = running_.top();
    running_.pop();
    end(call);
  }
}

void CallTimeline::end(const Running& call) {
  if (call.result != CallResult::kIgnored) {
    count_in_run(call.group, call.result == CallResult::kFailure, call.end_ns);
  }
  events_.push_back(
      {call.end_ns, call.number, call.group, call.slot, CallEvent::Kind::kEnd, call.result});
  free_slots_.push_back(call.slot);
}

void CallTimeline::count_in_run(uint32_t group, bool failed, int64_t at_ns) {
  Run& run = runs_[group];
  if (!failed) {
    if (run.score < 0) return;
    ++run.calls;
    run.score -= outage_.share.ppm;
    if (run.score < 0) end_run(group);
    return;
  }
  if (run.score < 0) {
    run = {.score = 0};
    events_.push_back({.at_ns = at_ns, .group = group, .kind = CallEvent::Kind::kRunBegins});
  }
  const int64_t gain = kWholePpm - outage_.share.ppm;
  run.score = std::min(run.score + gain, gain * static_cast<int64_t>(outage_.calls));
  run.last_ns = at_ns;
  run.calls_to_last = ++run.calls;
}

void CallTimeline::end_run(uint32_t group) {
  const Run run = std::exchange(runs_[group], {});
  if (run.calls_to_last < outage_.calls) return;
  ++groups_[group].outages;
  events_.push_back({.at_ns = run.last_ns, .group = group, .kind = CallEvent::Kind::kOutageEnds});
}

}  // namespace gw::simulate
