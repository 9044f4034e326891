// Effects: what to do, in order. An effect may concern another ticket than the step's (a line moved
// on), so each names its own.
#pragma once

#include <cstdint>
#include <variant>
#include <vector>

#include "base/time.hpp"
#include "engine/step.hpp"
#include "engine/verdict.hpp"

namespace gw::engine {

// Send gw's own answer for `reason`. Followed by Concluded in the same buffer.
struct Respond {
  Ticket ticket;
  Reason reason = Reason::kNoRoute;
  uint16_t status = 404;
  uint32_t allowed_methods = 0;  // of 405
  Duration retry_after{0};       // of 429 and 503; 0: none to tell
};

// Send the request to an endpoint (kNone: the route's mock) and report its Finished.
struct Attempt {
  Ticket ticket;
  uint8_t number = 0;  // 0 for the first
  uint32_t endpoint = kNone;
  Instant deadline;         // give up, with kTimedOut, when mono reaches it
  bool judge_head = false;  // wait with the answer's head: ResponseHead first, then Relay or Abort
};

struct Relay {
  Ticket ticket;
};

// Send Woke at `at`, not before. A later Wake for the same ticket replaces it.
struct Wake {
  Ticket ticket;
  Instant at;
};

// Drop the running attempt; its Finished is still due.
struct Abort {
  Ticket ticket;
};

// The journey is over and its ticket void.
struct Concluded {
  Ticket ticket;
  Verdict verdict;
};

// A breaker changed its state: for logs, metrics and timelines; nothing needs to be done.
struct BreakerMoved {
  uint32_t slot = 0;
  policy::Transition transition;
};

// A policy that the journey met, in order; only where State tells of them.
struct Met {
  Ticket ticket;
  TrailEntry entry;
};

using Effect = std::variant<Respond, Attempt, Relay, Wake, Abort, Concluded, BreakerMoved, Met>;

// Cleared by the caller and reused, so that a step allocates nothing.
using EffectBuffer = std::vector<Effect>;

}  // namespace gw::engine
