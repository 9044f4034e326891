// The one order. Workers classify in parallel; here, under one short lock, a step gets its number,
// mono is kept from running backwards, and `advance` decides. Effects for another worker go into
// its inbox under the same lock, so that every worker sees its effects in the order of the steps.
#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <vector>

#include "base/result.hpp"
#include "engine/advance.hpp"
#include "engine/state.hpp"

namespace gw::serve {

class Exchange;

// An effect and the exchange that it concerns.
struct Delivery {
  Exchange* to = nullptr;
  engine::Effect effect;
};

// Where one worker finds the effects of other workers' steps.
class Inbox {
 public:
  // `ring` is called without the lock, from any thread, when something arrived in an empty inbox.
  explicit Inbox(std::function<void()> ring) : ring_(std::move(ring)) {}

 private:
  friend class Sequencer;
  std::function<void()> ring_;
  std::vector<Delivery> waiting_;  // under the sequencer's lock
};

// The place of a step in the one order, and its time there.
struct Stamp {
  uint64_t seq = 0;
  Now now;
};

struct Arrival {
  engine::Ticket ticket;
  Stamp stamp;
};

class Sequencer {
 public:
  // `plan` takes effect as step 0.
  Sequencer(engine::State state, std::shared_ptr<const engine::Plan> plan, Now now);

  // The id of the plan to classify against; any thread, no lock.
  uint64_t plan_id() const { return plan_id_.load(std::memory_order_acquire); }
  std::shared_ptr<const engine::Plan> plan();

  // A new journey that belongs to `owner`. Empty when `event.plan` has been superseded: classify
  // again. `due` gets what waits in the worker's inbox, then the effects of this step.
  std::optional<Arrival> arrive(Inbox& inbox, std::vector<Delivery>& due, Now now,
                                const engine::Arrived& event, Exchange& owner);
  // A step of a journey of `owner`.
  Stamp step(Inbox& inbox, std::vector<Delivery>& due, Now now, engine::Ticket ticket,
             engine::Event event, Exchange& owner);
  // Moves what waits in the inbox to `due`.
  void collect(Inbox& inbox, std::vector<Delivery>& due);

  // The oldest plan that a journey holds or that is current.
  uint64_t oldest_plan();
  // Fails while too many superseded plans are still in use.
  Result<Stamp> reload(std::shared_ptr<const engine::Plan> plan, Now now);

  // The last step so far, and the State's digest at its time.
  struct End {
    uint64_t last_seq = 0;
    uint64_t digest = 0;
  };
  End end();

 private:
  struct Owner {
    Inbox* inbox = nullptr;
    Exchange* exchange = nullptr;
  };

  Stamp run(Now now, engine::Ticket ticket, engine::Event event);
  void hand_out(Inbox& inbox, std::vector<Delivery>& due, engine::Ticket ticket, Exchange& owner);
  void ring(std::vector<Inbox*>& rung);

  std::mutex mutex_;  // all below
  engine::State state_;
  std::shared_ptr<const engine::Plan> plan_;
  std::atomic<uint64_t> plan_id_;
  uint64_t next_seq_ = 0;
  Now last_;  // time of the last step
  engine::EffectBuffer effects_;
  std::vector<Owner> owners_;  // by a ticket's place
  std::vector<Inbox*> to_ring_;
};

}  // namespace gw::serve
