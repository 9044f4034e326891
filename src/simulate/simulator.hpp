// The loop: arrivals in order, what is due between them, steps into the engine and its effects
// back into the queue. See simulate.hpp for the model that it follows.
#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <memory>
#include <vector>

#include "engine/advance.hpp"
#include "simulate/event_queue.hpp"
#include "simulate/injector.hpp"
#include "simulate/observer.hpp"
#include "simulate/options.hpp"
#include "simulate/outcome_pool.hpp"
#include "simulate/reorder.hpp"
#include "simulate/tally.hpp"

namespace gw::simulate {

// What became of a request.
using VerdictSink =
    std::function<void(const Moment& at, const engine::Verdict& verdict, const Recorded& recorded)>;

class Simulator {
 public:
  // The options, the tally and the observer, which may be null, outlive it; the sink may be empty.
  Simulator(std::shared_ptr<const engine::Plan> plan, const Options& options, Tally& tally,
            Observer* observer, VerdictSink verdicts);

  // The `count` arrivals that `buffer` gave, in their order; never earlier than those before.
  void run(const ReorderBuffer& buffer, size_t count);
  // Lets everything under way come to its end.
  void finish();

  // Steps, keys, digest, assumptions and what else only the loop knows.
  void report(Results& results) const;

 private:
  // Of a running attempt's answer.
  enum class Phase : uint8_t {
    kPlain,    // ends at the planned time
    kToJudge,  // its head is shown to the engine at the planned time
    kJudged,   // now
    kRelayed,  // and goes on to the client
    kDropped   // and is dropped for another attempt
  };

  // What a request under way still has before it, by its journey's place in State.
  struct Flight {
    uint64_t ticket = 0;
    uint64_t finish_seq = 0;  // the planned events that hold; 0: none
    uint64_t wake_seq = 0;
    uint64_t leave_seq = 0;
    int64_t started_ns = 0;  // the running attempt
    int64_t latency_ns = 0;  // as recorded, with `upstream_status` and `flags`
    Recorded recorded;
    uint32_t endpoint = engine::kNone;
    uint16_t upstream_status = 0;
    uint16_t status = 0;  // the running attempt's outcome
    uint8_t flags = 0;    // of Arrival
    uint8_t attempt = 0;
    Injector::Set injected = 0;
    engine::AttemptEnd end = engine::AttemptEnd::kAnswered;
    Phase phase = Phase::kPlain;
  };

  struct Replica {
    engine::State state;
    std::vector<Flight> flights;
    Flight overflow;  // of a request that State has no place for
  };

  struct Outcome {
    int64_t latency_ns = 0;
    uint16_t status = 200;
    engine::AttemptEnd end = engine::AttemptEnd::kAnswered;
  };

  static constexpr size_t kAhead = 8;  // arrivals whose cells are on their way from memory

  void prepare(const Arrival& arrival, engine::Step& step) const;
  void arrive(const Arrival& arrival, engine::Step& step);
  // Which of the gateways has it, of which a shared store makes one replica.
  uint8_t node_of(const Arrival& arrival);
  void fill(Flight& flight, const Arrival& arrival) const;
  void run_until(int64_t time_ns);
  void happen(const Planned& planned);
  void judge(Flight& flight, uint8_t replica);
  void end_attempt(Flight& flight, uint8_t replica);
  void set_time(int64_t time_ns);
  void step(uint8_t replica, engine::Step& step);
  template <class Event>
  void step_of(const Flight& flight, uint8_t replica, const Event& event);

  void take(const engine::Attempt& effect, uint8_t replica);
  void take(const engine::Relay& effect, uint8_t replica);
  void take(const engine::Wake& effect, uint8_t replica);
  void take(const engine::Abort& effect, uint8_t replica);
  void take(const engine::Concluded& effect, uint8_t replica);
  void take(const engine::BreakerMoved& effect, uint8_t replica);
  void take(const engine::Respond&, uint8_t) {}
  void take(const engine::Met&, uint8_t) {}

  Outcome outcome_of(Flight& flight, const engine::Attempt& effect);
  Outcome upstream_outcome(const Flight& flight, const engine::Attempt& effect);
  Outcome injected_outcome(Flight& flight, uint8_t attempt, const Outcome& recorded);
  Outcome sampled_outcome(const Flight& flight, const engine::Attempt& effect);
  Flight& flight_of(engine::Ticket ticket, uint8_t replica);

  std::shared_ptr<const engine::Plan> plan_;
  const Options& options_;
  Tally& tally_;
  Observer* observer_;
  VerdictSink verdicts_;
  std::vector<Replica> replicas_;
  EventQueue queue_;
  OutcomePool outcomes_;
  engine::EffectBuffer effects_;
  engine::Step event_step_;
  std::array<engine::Step, kAhead> arrivals_;  // a ring, prepared ahead
  Moment moment_;
  int64_t next_second_ns_ = INT64_MIN;
  uint64_t last_seq_ = 0;
  uint64_t turn_ = 0;  // arrivals so far
  uint64_t last_order_ = 0;
  uint64_t reordered_ = 0;
  uint64_t in_flight_ = 0;
  uint64_t in_flight_peak_ = 0;
  uint64_t retried_ = 0;
  Assumptions assumptions_;
  Injector injector_;
  std::vector<Injector::Set> injected_by_route_;  // empty without injections
};

}  // namespace gw::simulate
