#include <algorithm>

#include "base/check.hpp"
#include "engine/turn.hpp"

namespace gw::engine {

uint64_t Turn::line_key_of(const Journey& journey, uint8_t i) const {
  return line_key(limit_of(journey, i).slot, journey.request.keys[i]);
}

policy::Decision Turn::peek(const Journey& journey, uint8_t i) {
  const LimitPlan& limit = limit_of(journey, i);
  const policy::Entry* entry = state_.cells_.find(limit.slot, journey.request.keys[i]);
  const policy::Cell untouched;
  return policy::peek(limit.spec, entry == nullptr ? untouched : entry->cell, now_, 1,
                      state_.rings_);
}

// The expected wait is the first one's, and one pace of the limit for each request ahead.
Turn::Admission Turn::join_line(Journey& journey, uint8_t i, const policy::Decision& decision,
                                Checked& checked) {
  const LimitPlan& limit = limit_of(journey, i);
  const auto found = state_.lines_.find(line_key_of(journey, i));
  const uint32_t ahead = found == state_.lines_.end() ? 0 : found->second.length;
  const int64_t paces_us =
      (static_cast<int64_t>(ahead) * limit.spec.per_us + limit.spec.count - 1) / limit.spec.count;
  const Duration wait = decision.retry_after + microseconds(paces_us);
  const Duration longest = std::min(limit.queue->max_wait, route_of(journey).timeout);
  if (ahead >= limit.queue->max_length) {
    checked.refusal = {Reason::kQueueFull, 429, decision.retry_after};
    return Admission::kRefused;
  }
  if (wait > longest) {
    checked.refusal = {Reason::kQueueTooSlow, 429, wait - longest};
    return Admission::kRefused;
  }
  Line& line = state_.lines_[line_key_of(journey, i)];
  const uint32_t index = index_of(journey);
  journey.stage = Stage::kWaiting;
  journey.line_limit = i;
  journey.previous = line.tail;
  journey.next = kNone;
  if (line.tail != kNone) state_.journeys_.at(line.tail).next = index;
  line.tail = index;
  if (line.head == kNone) line.head = index;
  ++line.length;
  if (ahead == 0) wake_head(line, decision.retry_after);
  return Admission::kWaits;
}

void Turn::unlink(Journey& journey, Line& line) {
  (journey.previous == kNone ? line.head : state_.journeys_.at(journey.previous).next) =
      journey.next;
  (journey.next == kNone ? line.tail : state_.journeys_.at(journey.next).previous) =
      journey.previous;
  --line.length;
}

// The client left: those behind move up, and the next one's time is set anew.
void Turn::leave_line(Journey& journey) {
  const auto found = state_.lines_.find(line_key_of(journey, journey.line_limit));
  GW_CHECK(found != state_.lines_.end());
  const bool was_head = found->second.head == index_of(journey);
  const Duration wait = peek(journey, journey.line_limit).retry_after;
  unlink(journey, found->second);
  if (found->second.length == 0) {
    state_.lines_.erase(found);
  } else if (was_head) {
    wake_head(found->second, wait);
  }
}

void Turn::wake_head(const Line& line, Duration in) {
  effects_.push_back(Wake{Ticket{state_.journeys_.at(line.head).ticket}, now_ + in});
}

// Lets go of everyone at the front whom the limit admits by now.
void Turn::serve_line(uint64_t key) {
  for (auto found = state_.lines_.find(key); found != state_.lines_.end();
       found = state_.lines_.find(key)) {
    Journey& journey = state_.journeys_.at(found->second.head);
    const policy::Decision decision = peek(journey, journey.line_limit);
    if (!decision.admitted) return wake_head(found->second, decision.retry_after);
    unlink(journey, found->second);
    if (found->second.length == 0) state_.lines_.erase(found);
    journey.verdict.queued = now_ - journey.arrived;
    if (now_ >= journey.deadline) {
      respond(journey, {Reason::kQueueTooSlow, 429, {}});
    } else if (pass_limits(journey, false) == Admission::kAdmitted) {
      start_attempt(journey);
    }
  }
}

}  // namespace gw::engine
