#include <algorithm>

#include "base/check.hpp"
#include "engine/turn.hpp"

namespace gw::engine {
namespace {

// How long a limit takes to let `count` requests pass, one after another; bounded to 100 years.
Duration paces(const policy::LimitSpec& spec, uint32_t count) {
  constexpr __int128 kLongestUs = int64_t{100} * 365 * 86'400 * 1'000'000;
  const __int128 us = (static_cast<__int128>(count) * spec.per_us + spec.count - 1) / spec.count;
  return microseconds(static_cast<int64_t>(std::min(us, kLongestUs)));
}

}  // namespace

// The expected wait is the first one's, and one pace of the limit for each request ahead.
Turn::Admission Turn::join_line(Journey& journey, uint8_t i, const policy::Decision& decision,
                                Checked& checked) {
  const LimitPlan& limit = limit_of(journey, i);
  policy::Entry& entry = *checked.entries[i];
  const uint32_t ahead = entry.aux == 0 ? 0 : first_of(entry).line_length;
  if (ahead >= limit.queue->max_length) {
    checked.refusal = {Reason::kQueueFull, 429, decision.retry_after};
    return Admission::kRefused;
  }
  const Duration wait = decision.retry_after + paces(limit.spec, ahead);
  const Duration longest = std::min(limit.queue->max_wait, journey.deadline - now_);
  if (wait > longest) {
    checked.refusal = {Reason::kQueueTooSlow, 429, wait - longest};
    return Admission::kRefused;
  }
  append(entry, journey, i);
  if (ahead == 0) wake(journey, now_ + wait);
  return Admission::kWaits;
}

void Turn::append(policy::Entry& entry, Journey& journey, uint8_t i) {
  const uint32_t index = index_of(journey);
  journey.stage = Stage::kWaiting;
  journey.line_limit = i;
  journey.released = false;
  journey.next = kNone;
  journey.previous = kNone;
  if (entry.aux == 0) {
    entry.aux = index + 1;
    journey.line_length = 0;
  } else {
    journey.previous = first_of(entry).line_last;
    state_.journeys_.at(journey.previous).next = index;
  }
  first_of(entry).line_last = index;
  ++first_of(entry).line_length;
}

void Turn::unlink(policy::Entry& entry, const Journey& journey) {
  Journey& first = first_of(entry);
  --first.line_length;
  if (journey.next != kNone) {
    state_.journeys_.at(journey.next).previous = journey.previous;
  } else {
    first.line_last = journey.previous;
  }
  if (journey.previous != kNone) {
    state_.journeys_.at(journey.previous).next = journey.next;
    return;
  }
  entry.aux = journey.next == kNone ? 0 : journey.next + 1;
  if (entry.aux == 0) return;
  first_of(entry).line_length = first.line_length;
  first_of(entry).line_last = first.line_last;
}

// The client left: those behind move up, and a new first one is woken in time.
void Turn::leave_line(const Journey& journey) {
  const LimitPlan& limit = limit_of(journey, journey.line_limit);
  policy::Entry* entry = state_.cells_.find(limit.slot, journey.request.keys[journey.line_limit]);
  GW_CHECK(entry != nullptr && entry->aux != 0);
  const bool was_first = entry->aux == index_of(journey) + 1;
  unlink(*entry, journey);
  if (was_first && entry->aux != 0) {
    const policy::Decision decision = policy::peek(limit.spec, entry->cell, now_, 1, state_.rings_);
    wake(first_of(*entry), now_ + decision.retry_after);
  }
}

// Lets go of everyone at the front of that journey's line whom the limit admits by now.
void Turn::serve_line(const Journey& waiting) {
  const uint32_t slot = limit_of(waiting, waiting.line_limit).slot;
  const uint64_t key = waiting.request.keys[waiting.line_limit];
  for (;;) {
    policy::Entry* entry = state_.cells_.find(slot, key);
    if (entry == nullptr || entry->aux == 0) return;
    Journey& journey = first_of(*entry);
    if (!is_served(journey, *entry)) return;
    unlink(*entry, journey);
    journey.released = true;
    journey.verdict.queued = now_ - journey.arrived;
    if (now_ >= journey.deadline) {
      respond(journey, {Reason::kQueueTooSlow, 429, {}});
    } else if (pass_limits(journey, false) == Admission::kAdmitted) {
      proceed(journey);
    }
  }
}

// Whether the first in line need not wait any longer; if it must, it is woken in time.
bool Turn::is_served(Journey& first, const policy::Entry& entry) {
  if (now_ >= first.deadline) return true;
  const policy::Decision decision =
      policy::peek(limit_of(first, first.line_limit).spec, entry.cell, now_, 1, state_.rings_);
  if (!decision.admitted) wake(first, std::min(first.deadline, now_ + decision.retry_after));
  return decision.admitted;
}

void Turn::wake(Journey& journey, Instant at) {
  journey.wake_at = at;
  effects_.push_back(Wake{Ticket{journey.ticket}, at});
}

}  // namespace gw::engine
