#include "simulate/arrival_run.hpp"

#include <algorithm>
#include <utility>
#include <variant>

#include "base/draw.hpp"
#include "engine/advance.hpp"
#include "simulate/event_queue.hpp"
#include "simulate/recorded_outcomes.hpp"

namespace gw::simulate {

namespace {

using engine::AttemptEnd;

class ArrivalRun {
 public:
  ArrivalRun(const RecordingLog& log, const Courses& live)
      : log_(log),
        live_(live),
        by_route_(outcomes_by_route(log)),
        state_(log.header.seed, live.plans.empty() ? engine::Bounds{} : live.plans.front()->bounds),
        now_(log.header.started.mono) {
    courses_.of.resize(live.of.size());
  }

  Courses finish() {
    if (live_.plans.empty()) return std::move(courses_);
    adopt();
    for (uint32_t i = 0; i < live_.of.size(); ++i) {
      if (live_.of[i].plan != nullptr) arrive(i);
    }
    run_until(INT64_MAX);
    return std::move(courses_);
  }

 private:
  // What a request under way has before it, by its journey's place in State.
  struct Flight {
    uint32_t request = 0;
    engine::Ticket ticket;
    uint64_t finish_seq = 0;  // the planned events that hold; 0: none
    uint64_t wake_seq = 0;
    uint64_t leave_seq = 0;
    Instant started;  // the running attempt
    RecordedOutcome outcome;
    uint8_t attempt = 0;
    bool to_judge = false;
    std::vector<RecordedOutcome> outcomes;
  };

  void adopt() {
    const auto& plan = live_.plans[adopted_++];
    courses_.plans.push_back(plan);
    advance({}, engine::Reloaded{plan});
  }

  void arrive(uint32_t index) {
    const traffic::RecordedRequest& request = log_.requests[index];
    const Duration since = request.arrived - log_.header.started.wall;
    const Instant at = std::max(now_, log_.header.started.mono + since);
    run_until(at.ns);
    now_ = at;
    while (live_.plans[adopted_ - 1].get() != live_.of[index].plan) adopt();
    Course& course = courses_.of[index];
    course.plan = live_.of[index].plan;
    course.request = live_.of[index].request;
    course.arrived = now_;
    const engine::Ticket ticket = state_.issue();
    Flight& flight = flight_of(ticket);
    flight = Flight{.request = index, .ticket = ticket, .outcomes = outcomes_of(request)};
    const std::optional<Duration> leaving = leaving_of(request);
    if (leaving) flight.leave_seq = plan(now_ + *leaving, ticket, Due::kLeave);
    advance(ticket, engine::Arrived{course.plan->id, course.request});
  }

  Flight& flight_of(engine::Ticket ticket) {
    const uint64_t place = ticket.value & engine::kNoJourney;
    if (place == engine::kNoJourney) return overflow_;
    while (place >= flights_.size()) flights_.push_back(std::make_unique<Flight>());
    return *flights_[place];
  }

  uint64_t plan(Instant at, engine::Ticket ticket, Due due) {
    const auto place = static_cast<uint32_t>(ticket.value & engine::kNoJourney);
    return queue_.plan(std::max(at, now_).ns, place, 0, due);
  }

  void run_until(int64_t time_ns) {
    while (!queue_.empty() && queue_.next_time(INT64_MAX) <= time_ns) {
      const Planned planned = queue_.take();
      if (planned.flight == engine::kNoJourney) continue;
      now_.ns = std::max(now_.ns, planned.time_ns);
      happen(planned, *flights_[planned.flight]);
    }
  }

  void happen(const Planned& planned, Flight& flight) {
    switch (planned.due) {
      case Due::kFinish:
        if (flight.finish_seq != planned.seq) return;
        flight.finish_seq = 0;
        return std::exchange(flight.to_judge, false) ? judge(flight) : end_attempt(flight);
      case Due::kWake:
        if (flight.wake_seq == planned.seq) advance(flight.ticket, engine::Woke{});
        return;
      case Due::kLeave:
        if (flight.leave_seq == planned.seq) advance(flight.ticket, engine::Cancelled{});
        return;
    }
  }

  void judge(Flight& flight) {
    const uint16_t status = flight.outcome.status;
    advance(flight.ticket, engine::ResponseHead{flight.attempt, status});
  }

  void end_attempt(Flight& flight) {
    const RecordedOutcome& outcome = flight.outcome;
    advance(flight.ticket, engine::Finished{.attempt = flight.attempt,
                                            .end = outcome.end,
                                            .status = outcome.status,
                                            .head_relayed = outcome.head_relayed,
                                            .can_repeat = outcome.can_repeat,
                                            .latency = now_ - flight.started});
  }

  void advance(engine::Ticket ticket, engine::Event event) {
    const engine::Step step{courses_.steps++, {now_, wall()}, ticket, std::move(event)};
    effects_.clear();
    engine::advance(state_, step, effects_);
    for (const engine::Effect& effect : effects_) {
      std::visit([&](const auto& one) { take(one); }, effect);
    }
  }

  WallTime wall() const { return log_.header.started.wall + (now_ - log_.header.started.mono); }

  void take(const engine::Respond& effect) {
    courses_.of[flight_of(effect.ticket).request].take(effect);
  }

  void take(const engine::Attempt& effect) {
    Flight& flight = flight_of(effect.ticket);
    flight.attempt = effect.number;
    flight.started = now_;
    flight.outcome = outcome_for(flight, effect.number);
    RecordedOutcome& outcome = flight.outcome;
    const Duration longest = effect.deadline - now_;
    flight.to_judge = effect.judge_head && outcome.head && *outcome.head < longest;
    if (!outcome.head_relayed && outcome.latency >= longest) {
      outcome.latency = longest;
      if (outcome.end != AttemptEnd::kUnreachable) {
        outcome.end = AttemptEnd::kTimedOut;
        outcome.status = 0;
      }
    }
    const Duration until = flight.to_judge ? *outcome.head : outcome.latency;
    flight.finish_seq = plan(now_ + until, effect.ticket, Due::kFinish);
  }

  RecordedOutcome outcome_for(const Flight& flight, uint8_t attempt) {
    if (attempt < flight.outcomes.size()) return flight.outcomes[attempt];
    Course& course = courses_.of[flight.request];
    course.sampled = true;
    const auto found = by_route_.find(course.plan->routes[course.request.route].name);
    if (found == by_route_.end()) return {};
    const uint64_t number =
        draw(log_.header.seed, flight.ticket.number(), Purpose::kOutcome, attempt);
    return found->second[draw_below(number, found->second.size())];
  }

  void take(const engine::Relay& effect) {
    Flight& flight = flight_of(effect.ticket);
    flight.finish_seq = plan(flight.started + flight.outcome.latency, effect.ticket, Due::kFinish);
  }

  void take(const engine::Wake& effect) {
    flight_of(effect.ticket).wake_seq = plan(effect.at, effect.ticket, Due::kWake);
  }

  void take(const engine::Abort& effect) {
    Flight& flight = flight_of(effect.ticket);
    flight.to_judge = false;
    flight.outcome.end = AttemptEnd::kAborted;
    flight.outcome.head_relayed = false;
    flight.finish_seq = plan(now_, effect.ticket, Due::kFinish);
  }

  void take(const engine::Concluded& effect) {
    Flight& flight = flight_of(effect.ticket);
    courses_.of[flight.request].take(effect, now_);
    flight.finish_seq = 0;
    flight.wake_seq = 0;
    flight.leave_seq = 0;
  }

  void take(const engine::Met&) {}

  void take(const engine::BreakerMoved& effect) {
    courses_.breakers.push_back({effect.slot, now_, effect.transition.to});
  }

  const RecordingLog& log_;
  const Courses& live_;
  std::map<std::string, std::vector<RecordedOutcome>> by_route_;
  engine::State state_;
  Instant now_;
  size_t adopted_ = 0;
  std::vector<std::unique_ptr<Flight>> flights_;
  Flight overflow_;  // of a request that State has no place for
  EventQueue queue_;
  engine::EffectBuffer effects_;
  Courses courses_;
};

}  // namespace

Courses run_arrivals(const RecordingLog& log, const Courses& live) {
  return ArrivalRun(log, live).finish();
}

}  // namespace gw::simulate
