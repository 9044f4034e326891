#include "scenario/player.hpp"

#include <algorithm>
#include <utility>
#include <variant>

#include "engine/advance.hpp"
#include "engine/policy_step.hpp"
#include "simulate/event_queue.hpp"

namespace gw::scenario {
namespace {

using engine::AttemptEnd;
using simulate::Due;
using simulate::Planned;

const Answer kDefaultAnswer;

class Player {
 public:
  Player(const std::shared_ptr<const engine::Plan>& plan, const Test& test,
         std::span<const Cidr> trusted_proxies)
      : plan_(*plan),
        test_(test),
        state_(kTestSeed, plan->bounds),
        breakers_(plan->breaker_slots),
        calls_(test.steps.size()) {
    const std::vector<const engine::BreakerPlan*> plans = engine::breaker_plans(*plan);
    for (size_t i = 0; i < breakers_.size(); ++i) breakers_[i].plan = plans[i];
    performance_.opened.resize(breakers_.size());
    performance_.trusted_proxies = trusted_proxies;
    advance({}, engine::Reloaded{plan});
    state_.tells_policies = true;
  }

  Performance play() {
    for (uint32_t i = 0; i < test_.steps.size(); ++i) do_step(i);
    performance_.end = now_;
    run_until(INT64_MAX);
    return std::move(performance_);
  }

 private:
  // A request under way, by its journey's place in State.
  struct Flight {
    size_t request = 0;  // into performance_.requests
    uint32_t route = 0;
    uint64_t finish_seq = 0;  // the planned events that hold; 0: none
    uint64_t wake_seq = 0;
    uint64_t leave_seq = 0;
    Instant started;  // the running attempt
    const Answer* answer = nullptr;
    AttemptEnd end = AttemptEnd::kAnswered;
    uint16_t status = 0;
    uint8_t attempt = 0;
    bool to_judge = false;
  };

  struct BreakerNow {
    const engine::BreakerPlan* plan = nullptr;
    policy::BreakerState state = policy::BreakerState::kClosed;
    Instant moved;
  };

  void do_step(uint32_t index) {
    const ScriptStep& step = test_.steps[index];
    set_clock(step.at ? Instant{step.at->value.ns} : now_ + step.after);
    if (step.request) {
      const Request request(step.request->value,
                            {plan_.max_body_bytes, performance_.trusted_proxies});
      engine::Match match;
      engine::Classified classified =
          engine::classify(plan_, request.head(), request.caller(), {}, match);
      classified.refused_as = request.refusal().status;
      for (uint32_t i = 0; i < step.times; ++i) {
        if (i > 0) set_clock(now_ + step.every);
        arrive(index, i, classified);
      }
    }
    const auto& all = step.expectations;
    if (std::any_of(all.begin(), all.end(),
                    [](const auto& one) { return !one.breakers.empty(); })) {
      run_until(now_.ns);
      performance_.breakers.push_back({index, states()});
    }
  }

  // What is due by then comes first.
  void set_clock(Instant to) {
    run_until(to.ns);
    now_ = to;
  }

  void run_until(int64_t time_ns) {
    while (!queue_.empty() && queue_.next_time(INT64_MAX) <= time_ns) {
      const Planned planned = queue_.take();
      now_.ns = std::max(now_.ns, planned.time_ns);
      happen(planned, flights_[planned.flight]);
    }
  }

  void arrive(uint32_t step, uint32_t number, const engine::Classified& classified) {
    const engine::Ticket ticket = state_.issue();
    Flight& flight = flight_of(ticket);
    flight = {.request = performance_.requests.size(), .route = classified.route};
    performance_.requests.push_back({step, number, ticket, now_, now_, {}, {}, nullptr, {}});
    if (const auto leaves = test_.steps[step].leaves_after) {
      flight.leave_seq = plan(now_ + *leaves, ticket, Due::kLeave);
    }
    advance(ticket, engine::Arrived{plan_.id, classified});
  }

  Flight& flight_of(engine::Ticket ticket) {
    const uint64_t place = ticket.value & engine::kNoJourney;
    if (place == engine::kNoJourney) return overflow_;
    if (place >= flights_.size()) flights_.resize(place + 1);
    return flights_[place];
  }
  Played& played(const Flight& flight) { return performance_.requests[flight.request]; }

  uint64_t plan(Instant at, engine::Ticket ticket, Due due) {
    const auto place = static_cast<uint32_t>(ticket.value & engine::kNoJourney);
    return place == engine::kNoJourney ? 0 : queue_.plan(std::max(at, now_).ns, place, 0, due);
  }

  void happen(const Planned& planned, Flight& flight) {
    const engine::Ticket ticket = played(flight).ticket;
    switch (planned.due) {
      case Due::kFinish:
        if (flight.finish_seq != planned.seq) return;
        if (std::exchange(flight.to_judge, false)) {
          return advance(ticket, engine::ResponseHead{flight.attempt, flight.status});
        }
        return end_attempt(flight, ticket);
      case Due::kWake:
        if (flight.wake_seq == planned.seq) advance(ticket, engine::Woke{});
        return;
      case Due::kLeave:
        if (flight.leave_seq == planned.seq) advance(ticket, engine::Cancelled{});
        return;
    }
  }

  void end_attempt(Flight& flight, engine::Ticket ticket) {
    flight.finish_seq = 0;
    const bool answered = flight.end == AttemptEnd::kAnswered;
    played(flight).answer = answered ? flight.answer : nullptr;
    advance(ticket, engine::Finished{.attempt = flight.attempt,
                                     .end = flight.end,
                                     .status = flight.status,
                                     .head_relayed = answered,
                                     .latency = now_ - flight.started});
  }

  void advance(engine::Ticket ticket, engine::Event event) {
    const engine::Step step{++steps_, {now_, {now_.ns}}, ticket, std::move(event)};
    effects_.clear();
    engine::advance(state_, step, effects_);
    for (const engine::Effect& effect : effects_) {
      std::visit([&](const auto& one) { take(one); }, effect);
    }
  }

  void take(const engine::Met& effect) {
    played(flight_of(effect.ticket)).trail.push_back(effect.entry);
  }

  void take(const engine::Respond& effect) { played(flight_of(effect.ticket)).respond = effect; }

  void take(const engine::Attempt& effect) {
    Flight& flight = flight_of(effect.ticket);
    const Played& request = played(flight);
    flight.attempt = effect.number;
    flight.started = now_;
    Duration after{0};
    const engine::RoutePlan& route = plan_.routes[flight.route];
    if (effect.endpoint == engine::kNone) {
      flight.answer = nullptr;
      flight.end = AttemptEnd::kAnswered;
      flight.status = route.mock->status;
      after = route.mock->delay;
    } else {
      flight.answer = &next_answer(request.step);
      flight.end = flight.answer->end;
      flight.status = flight.end == AttemptEnd::kAnswered ? flight.answer->status : 0;
      after = flight.answer->after;
    }
    if (flight.end == AttemptEnd::kUnreachable) after = std::min(after, route.connect_timeout);
    const Duration longest = effect.deadline - now_;
    if (flight.end == AttemptEnd::kTimedOut || after >= longest) {
      flight.end = AttemptEnd::kTimedOut;
      flight.status = 0;
      after = longest;
    }
    flight.to_judge = effect.judge_head && flight.end == AttemptEnd::kAnswered;
    flight.finish_seq = plan(now_ + after, effect.ticket, Due::kFinish);
  }

  // Of the attempts of a step's requests each takes the next answer, and the last one stays.
  const Answer& next_answer(uint32_t step) {
    const std::vector<Answer>& answers = test_.steps[step].answers;
    if (answers.empty()) return kDefaultAnswer;
    return answers[std::min<size_t>(calls_[step]++, answers.size() - 1)];
  }

  void take(const engine::Relay& effect) {
    flight_of(effect.ticket).finish_seq = plan(now_, effect.ticket, Due::kFinish);
  }

  void take(const engine::Wake& effect) {
    flight_of(effect.ticket).wake_seq = plan(effect.at, effect.ticket, Due::kWake);
  }

  void take(const engine::Abort& effect) {
    Flight& flight = flight_of(effect.ticket);
    flight.to_judge = false;
    flight.end = AttemptEnd::kAborted;
    flight.finish_seq = plan(now_, effect.ticket, Due::kFinish);
  }

  void take(const engine::Concluded& effect) {
    Flight& flight = flight_of(effect.ticket);
    Played& request = played(flight);
    request.ended = now_;
    request.verdict = effect.verdict;
    flight.finish_seq = 0;
    flight.wake_seq = 0;
    flight.leave_seq = 0;
  }

  void take(const engine::BreakerMoved& effect) {
    breakers_[effect.slot].state = effect.transition.to;
    breakers_[effect.slot].moved = now_;
    if (effect.transition.to == policy::BreakerState::kOpen) {
      performance_.opened[effect.slot] = true;
    }
  }

  // An open breaker whose time is over lets the next request through as a probe.
  std::vector<BreakerStatus> states() const {
    std::vector<BreakerStatus> out;
    for (const BreakerNow& one : breakers_) {
      const bool open = one.state == policy::BreakerState::kOpen;
      const bool over = open && now_ >= one.moved + one.plan->spec.open_for;
      if (one.state == policy::BreakerState::kClosed) {
        out.push_back(BreakerStatus::kClosed);
      } else {
        out.push_back(open && !over ? BreakerStatus::kOpen : BreakerStatus::kHalfOpen);
      }
    }
    return out;
  }

  const engine::Plan& plan_;
  const Test& test_;
  engine::State state_;
  Instant now_;
  uint64_t steps_ = 0;
  std::vector<Flight> flights_;
  Flight overflow_;  // of a request that State has no place for
  std::vector<BreakerNow> breakers_;
  std::vector<size_t> calls_;  // of upstreams, by step
  simulate::EventQueue queue_;
  engine::EffectBuffer effects_;
  Performance performance_;
};

}  // namespace

Performance play(const std::shared_ptr<const engine::Plan>& plan, const Test& test,
                 std::span<const Cidr> trusted_proxies) {
  return Player(plan, test, trusted_proxies).play();
}

}  // namespace gw::scenario
