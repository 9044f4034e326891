#include "simulate/simulator.hpp"

#include <algorithm>
#include <utility>
#include <variant>

#include "base/check.hpp"
#include "base/huge_memory.hpp"

namespace gw::simulate {

namespace {

constexpr int64_t kSecondNs = 1'000'000'000;
constexpr uint16_t kOk = 200;

bool is_matched(const Arrival& arrival) {
  return arrival.match == static_cast<uint8_t>(engine::MatchOutcome::kMatched) &&
         !arrival.has(Arrival::kBadRequest);
}

uint32_t route_of(const Arrival& arrival) {
  return is_matched(arrival) ? arrival.route : engine::kNone;
}

std::vector<Injector::Set> injected_by_route(const Injector& injector, const engine::Plan& plan) {
  std::vector<Injector::Set> sets;
  if (!injector.is_on()) return sets;
  for (const engine::RoutePlan& route : plan.routes) {
    Injector::Set& set = sets.emplace_back(Injector::Set{0});
    if (route.service == engine::kNone) continue;
    const std::string& service = plan.services[route.service].name;
    set |= injector.concerning(Injection::Of::kService, service);
    set |= injector.concerning(Injection::Of::kRoute, route.name);
  }
  return sets;
}

}  // namespace

Simulator::Simulator(std::shared_ptr<const engine::Plan> plan, const Options& options, Tally& tally,
                     Observer* observer, VerdictSink verdicts)
    : plan_(std::move(plan)),
      options_(options),
      tally_(tally),
      observer_(observer),
      verdicts_(std::move(verdicts)),
      outcomes_(*plan_, options.outcomes_per_route),
      injector_(options.injections, options.seed),
      injected_by_route_(injected_by_route(injector_, *plan_)) {
  const uint32_t replicas = options.store == Store::kLocal ? options.replicas : 1;
  for (uint32_t i = 0; i < replicas; ++i) {
    replicas_.push_back({engine::State(options.seed, plan_->bounds), {}, {}});
    const engine::Step start{++last_seq_, {}, {}, engine::Reloaded{plan_}};
    engine::advance(replicas_.back().state, start, effects_);
    if (options.store == Store::kLease) {
      replicas_.back().state.leases.emplace(options.lease, options.replicas, options.max_leases);
    }
    effects_.clear();
  }
  for (engine::Step& step : arrivals_) step.event = engine::Arrived{plan_->id, {}};
}

void Simulator::run(const ReorderBuffer& buffer, size_t count) {
  for (size_t i = 0; i < std::min(count, kAhead - 1); ++i) {
    prepare(buffer.arrival(i), arrivals_[i % kAhead]);
  }
  for (size_t i = 0; i < count; ++i) {
    if (i + 2 * kAhead < count) {
      const auto* far = reinterpret_cast<const char*>(&buffer.arrival(i + 2 * kAhead));
      gw::prefetch(far);
      gw::prefetch(far + 64);
    }
    const size_t next = i + kAhead - 1;
    if (next < count) prepare(buffer.arrival(next), arrivals_[next % kAhead]);
    arrive(buffer.arrival(i), arrivals_[i % kAhead]);
  }
}

void Simulator::finish() {
  run_until(INT64_MAX);
}

// Unpacks the request and lets its cells come near.
void Simulator::prepare(const Arrival& arrival, engine::Step& step) const {
  engine::Classified& request = std::get<engine::Arrived>(step.event).request;
  const bool matched = arrival.match == static_cast<uint8_t>(engine::MatchOutcome::kMatched);
  const bool has_balance_hash = arrival.has(Arrival::kHasBalanceHash);
  const auto limits = static_cast<uint8_t>(arrival.words - (has_balance_hash ? 1 : 0));
  request.outcome = static_cast<engine::MatchOutcome>(arrival.match);
  request.identity = static_cast<engine::Identity>(arrival.identity);
  request.refused_as = arrival.has(Arrival::kBadRequest) ? 400 : 0;
  request.may_repeat = arrival.has(Arrival::kMayRepeat);
  request.limit_count = limits;
  request.route = matched ? arrival.route : 0;
  request.allowed_methods = matched ? 0 : arrival.route;
  request.balance_hash = has_balance_hash ? arrival.extra()[limits] : 0;
  for (uint8_t i = 0; i < limits; ++i) request.keys[i] = arrival.extra()[i];
  if (limits > 0) replicas_[0].state.prefetch(*plan_, request);
}

void Simulator::arrive(const Arrival& arrival, engine::Step& arrived) {
  run_until(arrival.time_ns);
  set_time(arrival.time_ns);
  if (!arrival.is_copy()) {
    reordered_ += arrival.order < last_order_ ? 1 : 0;
    last_order_ = std::max(last_order_, arrival.order);
  }
  const uint8_t node = node_of(arrival);
  const uint8_t replica = replicas_.size() > 1 ? node : 0;
  std::get<engine::Arrived>(arrived.event).request.replica = node;
  const uint32_t route = route_of(arrival);
  if (injector_.is_on()) [[unlikely]]
    injector_.begin(moment_.ns);
  tally_.arrived(moment_, route);
  if (observer_ != nullptr) [[unlikely]]
    observer_->arrived({moment_.ns}, arrival);
  if (route != engine::kNone && !arrival.has(Arrival::kNoOutcome)) {
    const uint16_t status = arrival.status == 0 ? kOk : arrival.status;
    outcomes_.add(route, {status, arrival.latency_ns});
  }
  arrived.ticket = replicas_[replica].state.issue();
  Flight& flight = flight_of(arrived.ticket, replica);
  fill(flight, arrival);
  flight.ticket = arrived.ticket.value;
  flight.recorded.number = static_cast<uint32_t>(turn_);
  flight.recorded.replica = replica;
  in_flight_peak_ = std::max(in_flight_peak_, ++in_flight_);
  step(replica, arrived);
  if (!arrival.has(Arrival::kLeaves)) return;
  ++assumptions_.clients_left;
  Flight& leaving = flight_of(arrived.ticket, replica);
  if (leaving.ticket != arrived.ticket.value) return;
  const auto place = static_cast<uint32_t>(arrived.ticket.value & engine::kNoJourney);
  leaving.leave_seq = queue_.plan(moment_.ns + arrival.latency_ns, place, replica, Due::kLeave);
}

uint8_t Simulator::node_of(const Arrival& arrival) {
  const uint64_t turn = turn_++;
  const uint64_t chosen = options_.balance == Balance::kFile   ? arrival.source()
                          : options_.balance == Balance::kHash ? mix(0, arrival.client)
                                                               : turn;
  return static_cast<uint8_t>(chosen % options_.replicas);
}

void Simulator::fill(Flight& flight, const Arrival& arrival) const {
  flight.latency_ns = arrival.latency_ns;
  flight.recorded.order = arrival.order;
  flight.injected = 0;
  flight.recorded.client = arrival.client;
  flight.recorded.route = route_of(arrival);
  flight.recorded.status = arrival.recorded_status;
  flight.recorded.by_gateway = arrival.has(Arrival::kByGateway);
  flight.upstream_status = arrival.status;
  flight.flags = arrival.flags;
}

Simulator::Flight& Simulator::flight_of(engine::Ticket ticket, uint8_t replica) {
  Replica& one = replicas_[replica];
  const uint64_t place = ticket.value & engine::kNoJourney;
  if (place == engine::kNoJourney) return one.overflow;
  if (place >= one.flights.size()) one.flights.resize(place + 1);
  return one.flights[place];
}

void Simulator::set_time(int64_t time_ns) {
  moment_.ns = std::max(moment_.ns, time_ns);
  if (moment_.ns < next_second_ns_) return;
  const int64_t rest = moment_.ns % kSecondNs;
  moment_.second = (moment_.ns - (rest < 0 ? rest + kSecondNs : rest)) / kSecondNs;
  next_second_ns_ = (moment_.second + 1) * kSecondNs;
}

void Simulator::run_until(int64_t time_ns) {
  while (!queue_.empty() && queue_.next_time(INT64_MAX) <= time_ns) {
    const Planned planned = queue_.take();
    set_time(planned.time_ns);
    happen(planned);
  }
}

void Simulator::happen(const Planned& planned) {
  Flight& flight = replicas_[planned.replica].flights[planned.flight];
  switch (planned.due) {
    case Due::kFinish:
      if (flight.finish_seq != planned.seq) return;
      if (flight.phase == Phase::kToJudge) {
        judge(flight, planned.replica);
      } else {
        end_attempt(flight, planned.replica);
      }
      return;
    case Due::kWake:
      if (flight.wake_seq == planned.seq) step_of(flight, planned.replica, engine::Woke{});
      return;
    case Due::kLeave:
      if (flight.leave_seq == planned.seq) step_of(flight, planned.replica, engine::Cancelled{});
      return;
  }
}

// The answer's head and, when it is relayed, its end at the same time.
void Simulator::judge(Flight& flight, uint8_t replica) {
  flight.phase = Phase::kJudged;
  step_of(flight, replica, engine::ResponseHead{flight.attempt, flight.status});
  if (flight.phase == Phase::kRelayed) end_attempt(flight, replica);
}

void Simulator::end_attempt(Flight& flight, uint8_t replica) {
  flight.finish_seq = 0;
  engine::Finished finished;
  finished.attempt = flight.attempt;
  finished.end = flight.end;
  finished.status = flight.status;
  finished.head_relayed = flight.end == engine::AttemptEnd::kAnswered;
  finished.latency = {moment_.ns - flight.started_ns};
  if (flight.endpoint != engine::kNone) {
    const bool dropped = flight.phase == Phase::kDropped;
    const engine::AttemptEnd end = dropped ? engine::AttemptEnd::kAnswered : flight.end;
    tally_.ended(flight.recorded.route, flight.endpoint, end, flight.status);
    if (observer_ != nullptr) [[unlikely]] {
      observer_->ended({moment_.ns}, flight.recorded.route, flight.endpoint, end);
    }
  }
  step_of(flight, replica, finished);
}

template <class Event>
void Simulator::step_of(const Flight& flight, uint8_t replica, const Event& event) {
  event_step_.ticket = {flight.ticket};
  event_step_.event = event;
  step(replica, event_step_);
}

void Simulator::step(uint8_t replica, engine::Step& step) {
  step.seq = ++last_seq_;
  step.now = {{moment_.ns}, {moment_.ns}};
  engine::advance(replicas_[replica].state, step, effects_);
  for (const engine::Effect& effect : effects_) {
    std::visit([&](const auto& one) { take(one, replica); }, effect);
  }
  effects_.clear();
}

void Simulator::take(const engine::Attempt& effect, uint8_t replica) {
  Flight& flight = flight_of(effect.ticket, replica);
  retried_ += effect.number == 1 ? 1 : 0;
  const Outcome outcome = outcome_of(flight, effect);
  flight.attempt = effect.number;
  flight.started_ns = moment_.ns;
  flight.endpoint = effect.endpoint;
  flight.status = outcome.status;
  flight.end = outcome.end;
  const bool judge = effect.judge_head && outcome.end == engine::AttemptEnd::kAnswered;
  flight.phase = judge ? Phase::kToJudge : Phase::kPlain;
  const auto place = static_cast<uint32_t>(effect.ticket.value & engine::kNoJourney);
  flight.finish_seq = queue_.plan(moment_.ns + outcome.latency_ns, place, replica, Due::kFinish);
  if (effect.endpoint == engine::kNone) return;
  tally_.attempted(moment_, flight.recorded.route, effect.endpoint, effect.number);
}

Simulator::Outcome Simulator::outcome_of(Flight& flight, const engine::Attempt& effect) {
  const int64_t longest_ns = std::max<int64_t>(effect.deadline.ns - moment_.ns, 0);
  Outcome outcome = upstream_outcome(flight, effect);
  if (injector_.is_on()) [[unlikely]]
    outcome = injected_outcome(flight, effect.number, outcome);
  if (outcome.latency_ns < longest_ns) return outcome;
  return {longest_ns, 0, engine::AttemptEnd::kTimedOut};
}

Simulator::Outcome Simulator::upstream_outcome(const Flight& flight,
                                               const engine::Attempt& effect) {
  const engine::RoutePlan& route = plan_->routes[flight.recorded.route];
  Outcome outcome;
  if (route.service == engine::kNone) {
    if (route.mock) outcome = {route.mock->delay.ns, route.mock->status};
  } else if (effect.number > 0) {
    ++assumptions_.retries_sampled;
    outcome = sampled_outcome(flight, effect);
  } else if ((flight.flags & Arrival::kLeaves) != 0) {
    outcome.latency_ns = INT64_MAX;
  } else if ((flight.flags & Arrival::kNoOutcome) != 0) {
    outcome = sampled_outcome(flight, effect);
  } else {
    ++assumptions_.outcomes_recorded;
    assumptions_.durations_unknown += (flight.flags & Arrival::kNoDuration) != 0 ? 1 : 0;
    assumptions_.statuses_unknown += flight.upstream_status == 0 ? 1 : 0;
    outcome = {flight.latency_ns, flight.upstream_status == 0 ? kOk : flight.upstream_status};
  }
  return outcome;
}

// Whose client left (499) saw no answer, and sees none now.
Simulator::Outcome Simulator::injected_outcome(Flight& flight, uint8_t attempt,
                                               const Outcome& recorded) {
  const Injector::Set concerned = injected_by_route_[flight.recorded.route];
  if (concerned == 0 || (flight.flags & Arrival::kLeaves) != 0) return recorded;
  const Injector::Outcome changed =
      injector_.outcome({moment_.ns, flight.recorded.order, attempt, concerned, flight.injected},
                        recorded.latency_ns, recorded.status);
  flight.injected = changed.hit;
  return {changed.latency_ns, changed.status};
}

Simulator::Outcome Simulator::sampled_outcome(const Flight& flight, const engine::Attempt& effect) {
  const uint64_t number =
      draw(options_.seed, effect.ticket.number(), Purpose::kOutcome, effect.number);
  const std::optional<UpstreamOutcome> found = outcomes_.sample(flight.recorded.route, number);
  tally_.sampled(flight.recorded.route);
  if (effect.number == 0) {
    ++(found ? assumptions_.outcomes_sampled : assumptions_.outcomes_default);
  }
  if (!found) return {};
  return {found->latency_ns, found->status};
}

void Simulator::take(const engine::Relay& effect, uint8_t replica) {
  flight_of(effect.ticket, replica).phase = Phase::kRelayed;
}

void Simulator::take(const engine::Wake& effect, uint8_t replica) {
  const auto place = static_cast<uint32_t>(effect.ticket.value & engine::kNoJourney);
  flight_of(effect.ticket, replica).wake_seq =
      queue_.plan(std::max(effect.at.ns, moment_.ns), place, replica, Due::kWake);
}

// The attempt ends now; its planned end no longer holds.
void Simulator::take(const engine::Abort& effect, uint8_t replica) {
  Flight& flight = flight_of(effect.ticket, replica);
  const bool judged = flight.phase == Phase::kJudged;
  flight.phase = judged ? Phase::kDropped : Phase::kPlain;
  if (!judged) flight.status = 0;
  flight.end = engine::AttemptEnd::kAborted;
  const auto place = static_cast<uint32_t>(effect.ticket.value & engine::kNoJourney);
  flight.finish_seq = queue_.plan(moment_.ns, place, replica, Due::kFinish);
}

void Simulator::take(const engine::Concluded& effect, uint8_t replica) {
  Flight& flight = flight_of(effect.ticket, replica);
  tally_.concluded(moment_, effect.verdict, flight.recorded);
  if (verdicts_) [[unlikely]]
    verdicts_(moment_, effect.verdict, flight.recorded);
  flight.ticket = 0;
  flight.finish_seq = 0;
  flight.wake_seq = 0;
  flight.leave_seq = 0;
  --in_flight_;
}

void Simulator::take(const engine::BreakerMoved& effect, uint8_t replica) {
  tally_.breaker_moved(moment_, replica, effect);
}

void Simulator::report(Results& results) const {
  results.totals.steps = last_seq_ - replicas_.size();
  results.totals.retried = retried_;
  const auto& counts = assumptions_;
  Assumptions& out = results.assumptions;
  out.outcomes_recorded = counts.outcomes_recorded;
  out.outcomes_sampled = counts.outcomes_sampled;
  out.outcomes_default = counts.outcomes_default;
  out.retries_sampled = counts.retries_sampled;
  out.durations_unknown = counts.durations_unknown;
  out.statuses_unknown = counts.statuses_unknown;
  out.clients_left = counts.clients_left;
  results.reading.reordered = reordered_;
  results.reading.injected = injector_.report();
  results.journeys_peak = in_flight_peak_;
  for (const Replica& replica : replicas_) results.keys += replica.state.keys();
  if (const auto& leases = replicas_[0].state.leases) {
    results.leased = Leased{leases->permits(), leases->counts()};
  }
  results.digest = replicas_[0].state.digest({{moment_.ns}, {moment_.ns}});
}

}  // namespace gw::simulate
