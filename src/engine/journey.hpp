// One request on its way, from Arrived to Concluded, and the pool they live in. The pool grows to
// its bound and reuses places; a stale ticket never finds another request's journey.
//
// A limit's line for one key is kept where the key's cell is: Entry::aux names the first journey in
// it (its index + 1, 0 for no line), that one knows the last and how many there are, and each knows
// its neighbours. So looking for a line costs nothing beside looking at the cell.
#pragma once

#include <algorithm>
#include <cstdint>
#include <vector>

#include "base/time.hpp"
#include "engine/classify.hpp"
#include "engine/plan.hpp"
#include "engine/step.hpp"
#include "engine/verdict.hpp"

namespace gw::engine {

enum class Stage : uint8_t {
  kFree,
  kIssued,     // a ticket is out, its request has not arrived
  kWaiting,    // in a line
  kTrying,     // an attempt runs
  kRelaying,   // its answer goes to the client
  kAborting,   // the attempt was told to end: its client left or a retry is planned
  kBackingOff  // before an attempt: of a retry, or held by an emulated limit
};

struct Journey {
  uint64_t ticket = 0;
  uint64_t plan_id = 0;
  const Plan* plan = nullptr;  // held by State under plan_id
  const RoutePlan* route = nullptr;
  Classified request;
  Verdict verdict;
  Instant arrived;
  Instant deadline;
  Instant wake_at;     // of kBackingOff
  Duration held{0};    // by emulated limits, before the first attempt
  uint64_t tried = 0;  // bits of endpoints
  Stage stage = Stage::kFree;
  bool retry_planned = false;
  bool client_gone = false;
  bool breaker_passed = false;  // a breaker waits for this attempt's outcome
  uint8_t attempt = 0;          // the number of the running or next one
  uint8_t held_limits = 0;      // bit i: request.keys[i] holds a concurrency permit of ours
  uint8_t line_limit = 0;       // index into request.keys of the limit we wait for
  bool released = false;        // the line of line_limit let go of us: it need not be joined again
  uint16_t head_status = 0;     // of the running attempt's answer
  uint32_t breaker_slot = 0;
  uint64_t breaker_generation = 0;
  uint32_t next = kNone;  // neighbours in a line
  uint32_t previous = kNone;
  uint32_t line_last = kNone;  // of the line that this journey is the first of
  uint32_t line_length = 0;    // the same
};

// A ticket's lower bits are its journey's place in the pool; this place is none.
constexpr uint32_t kJourneyBits = 24;
constexpr uint32_t kNoJourney = (1U << kJourneyBits) - 1;

class JourneyPool {
 public:
  explicit JourneyPool(uint32_t max_journeys) : max_(std::min(max_journeys, kNoJourney)) {}

  // kNone when all are taken.
  uint32_t take();
  void give_back(uint32_t index);
  // The place of a ticket that is out and has not arrived, or null.
  Journey* issued(Ticket ticket) {
    const uint64_t index = ticket.value & kNoJourney;
    if (index >= journeys_.size() || journeys_[index].stage != Stage::kIssued) return nullptr;
    return &journeys_[index];
  }
  Journey& at(uint32_t index) { return journeys_[index]; }
  // The journey of that ticket, or null when it is over.
  Journey* find(Ticket ticket) {
    const uint64_t index = ticket.value & kNoJourney;
    if (index >= journeys_.size() || journeys_[index].ticket != ticket.value) return nullptr;
    return &journeys_[index];
  }
  const std::vector<Journey>& all() const { return journeys_; }

 private:
  uint32_t max_;
  std::vector<Journey> journeys_;
  std::vector<uint32_t> free_;
};

}  // namespace gw::engine
