// Steps: what happened, in the one order that State sees. Whoever runs the engine (`serve` from
// sockets, `simulate` from a queue) numbers them and never lets mono run backwards.
#pragma once

#include <cstdint>
#include <memory>
#include <variant>

#include "base/time.hpp"
#include "engine/classify.hpp"
#include "engine/plan.hpp"

namespace gw::engine {

// One request's journey. Counts arrivals in its upper 40 bits, so that what is drawn by ticket does
// not depend on which journeys ended before; the lower 24 bits are State's index of it.
struct Ticket {
  uint64_t value = 0;
  constexpr bool operator==(const Ticket&) const = default;
  constexpr uint64_t number() const { return value >> 24; }
};

// A request's head was read and classified against the plan with that id, which State still holds.
struct Arrived {
  uint64_t plan = 0;
  Classified request;
};

// The upstream's answer began. Sent only for an Attempt with judge_head.
struct ResponseHead {
  uint8_t attempt = 0;
  uint16_t status = 0;
};

enum class AttemptEnd : uint8_t {
  kAnswered,     // whole answer, `status` is set
  kUnreachable,  // no connection; nothing was sent
  kTimedOut,     // the Attempt's deadline passed
  kBroken,       // the connection ended or the answer was malformed
  kAborted       // ended by an Abort effect or because the client left
};

// An Attempt ended; every one does exactly once.
struct Finished {
  uint8_t attempt = 0;
  AttemptEnd end = AttemptEnd::kAnswered;
  uint16_t status = 0;        // of the answer's head when one came, else 0
  bool head_relayed = false;  // the client has the head: nothing can be retried or replaced
  bool can_repeat = true;     // nothing of the request was sent, or all of it is still at hand
  Duration latency{0};        // from the Attempt to the end
};

struct Cancelled {};  // the client left
struct Woke {};       // the time of a Wake effect came

// From here on requests are classified against this plan. Refused by the caller beforehand when
// State::can_adopt() is false.
struct Reloaded {
  std::shared_ptr<const Plan> plan;
};

using Event = std::variant<Arrived, ResponseHead, Finished, Cancelled, Woke, Reloaded>;

struct Step {
  uint64_t seq = 0;
  Now now;
  Ticket ticket;  // of every event but Reloaded
  Event event;
};

}  // namespace gw::engine
