#include "simulate/noisy_gateway.hpp"

#include <map>
#include <utility>
#include <vector>

#include "base/draw.hpp"
#include "engine/advance.hpp"
#include "engine/draft.hpp"

namespace gw::testing {

namespace {

using simulate::RecordingLog;

constexpr HashKey kLiveKey{11, 22};
constexpr Now kStart{{5'000'000'000}, {1'700'000'000'000'000'000}};

std::shared_ptr<const engine::Plan> make_plan(uint64_t id, int64_t per_second) {
  Draft draft(id);
  const uint32_t service = draft.service("s", 2);
  const uint32_t window = draft.limit("window", fixed_window(per_second, seconds(1)));
  const uint32_t line = draft.limit("line", gcra(150, seconds(1)));
  draft.limit_at(line).key = {{engine::KeyPart::Kind::kGlobal, {}, 0}};
  draft.limit_at(line).queue = engine::QueuePlan{milliseconds(60), 4};
  const uint32_t permits = draft.limit("permits", concurrency(8));
  draft.limit_at(permits).key = {{engine::KeyPart::Kind::kGlobal, {}, 0}};
  const auto route = [&](const char* rule, std::vector<uint32_t> limits) -> engine::RoutePlan& {
    engine::RoutePlan& added = draft.route(rule, service);
    added.timeout = milliseconds(80);
    added.retry.attempts = 2;
    added.retry.on_status = statuses({503});
    added.limits = std::move(limits);
    return added;
  };
  route("GET /window", {window});
  route("GET /line", {line});
  route("GET /permits", {permits});
  engine::BreakerPlan breaker = draft.breaker(engine::BreakerPlan::Scope::kService, 4);
  breaker.spec.open_for = milliseconds(200);
  route("POST /plain", {}).breaker = breaker;
  return draft.finish();
}

class NoisyGateway {
 public:
  NoisyGateway(uint64_t seed, uint32_t requests)
      : seed_{seed}, requests_(requests), state_(Seed{7}, engine::Bounds{}) {
    log_.header.seed = Seed{7};
    log_.header.started = kStart;
  }

  RecordingLog run() {
    adopt(1, "twenty");
    for (uint32_t i = 0; i < requests_; ++i) {
      run_until(now_ + Duration{draw_up_to(4'000'000)});
      if (i == requests_ / 2) adopt(2, "ten");
      arrive(i);
    }
    run_until({INT64_MAX});
    log_.close = traffic::RecordedClose{seq_ - 1, state_.digest({now_, wall()})};
    return std::move(log_);
  }

 private:
  enum class Due : uint8_t { kHead, kEnd, kWake, kLeave };
  struct Planned {
    uint32_t request = 0;
    Due due = Due::kEnd;
    uint64_t version = 0;
  };
  struct Flight {
    engine::Ticket ticket;
    traffic::RecordedStep outcome;
    uint64_t end_version = 0;
    uint64_t wake_version = 0;
    bool over = false;
  };

  int64_t draw_up_to(uint64_t most) {
    return static_cast<int64_t>(draw_below(draw(seed_, ++draws_, Purpose::kSample, 0), most));
  }
  WallTime wall() const { return kStart.wall + (now_ - kStart.mono); }

  void adopt(uint64_t id, const std::string& text) {
    traffic::RecordedPlan recorded;
    recorded.id = id;
    recorded.seq = seq_;
    recorded.now = {now_, wall()};
    recorded.config = text;
    plan_ = *compile_noisy(recorded);
    log_.plans.push_back(recorded);
    advance({}, engine::Reloaded{plan_});
  }

  void arrive(uint32_t index) {
    constexpr const char* kRules[] = {"/window", "/line", "/permits", "/plain"};
    const int64_t rule = draw_up_to(4);
    traffic::RecordedRequest request;
    request.plan = plan_->id;
    request.client = "192.0.2." + std::to_string(draw_up_to(3));
    request.method = rule == 3 ? "POST" : "GET";
    request.target = kRules[rule];
    request.arrived = wall();
    now_ = now_ + Duration{draw_up_to(200'000)};
    simulate::HeadScratch scratch;
    const engine::Ticket ticket = state_.issue();
    request.ticket = ticket.value;
    const engine::Arrived event{plan_->id,
                                simulate::classify_recorded(*plan_, request, kLiveKey, scratch)};
    log_.requests.push_back(request);
    flights_.push_back({ticket, {}, 0, 0, false});
    by_ticket_[ticket.value] = index;
    if (draw_up_to(20) == 0) {
      schedule(now_ + Duration{draw_up_to(60'000'000)}, {index, Due::kLeave, 0});
    }
    record(index, {.event = traffic::StepEvent::kArrived});
    advance(ticket, event);
  }

  void schedule(Instant at, Planned planned) {
    queue_.emplace(at + Duration{draw_up_to(1'000'000)}, planned);
  }

  void run_until(Instant time) {
    while (!queue_.empty() && queue_.begin()->first <= time) {
      const auto [at, planned] = *queue_.begin();
      queue_.erase(queue_.begin());
      now_ = std::max(now_, at);
      if (!flights_[planned.request].over) happen(planned);
    }
    if (time.ns != INT64_MAX) now_ = std::max(now_, time);
  }

  void happen(const Planned& planned) {
    Flight& flight = flights_[planned.request];
    const uint32_t index = planned.request;
    if (planned.due == Due::kLeave) {
      record(index, {.event = traffic::StepEvent::kCancelled});
      advance(flight.ticket, engine::Cancelled{});
    } else if (planned.due == Due::kWake && planned.version == flight.wake_version) {
      record(index, {.event = traffic::StepEvent::kWoke});
      advance(flight.ticket, engine::Woke{});
    } else if (planned.due == Due::kHead && planned.version == flight.end_version) {
      record(index, {.event = traffic::StepEvent::kResponseHead,
                     .attempt = flight.outcome.attempt,
                     .status = flight.outcome.status});
      advance(flight.ticket, engine::ResponseHead{flight.outcome.attempt, flight.outcome.status});
    } else if (planned.due == Due::kEnd && planned.version == flight.end_version) {
      end(index);
    }
  }

  void end(uint32_t index) {
    traffic::RecordedStep& step = flights_[index].outcome;
    step.latency = now_ - started_[index];
    record(index, step);
    advance(flights_[index].ticket, engine::Finished{.attempt = step.attempt,
                                                     .end = simulate::attempt_end(step.end),
                                                     .status = step.status,
                                                     .head_relayed = step.head_relayed,
                                                     .can_repeat = step.can_repeat,
                                                     .latency = step.latency});
  }

  void record(uint32_t index, traffic::RecordedStep step) {
    step.seq = seq_;
    step.now = {now_, wall()};
    log_.requests[index].steps.push_back(step);
  }

  void advance(engine::Ticket ticket, engine::Event event) {
    effects_.clear();
    engine::advance(state_, {seq_++, {now_, wall()}, ticket, std::move(event)}, effects_);
    for (const engine::Effect& effect : effects_) {
      std::visit([&](const auto& one) { take(one); }, effect);
    }
  }

  void take(const engine::BreakerMoved&) {}
  void take(const engine::Met&) {}
  void take(const engine::Respond& effect) {
    log_.requests[by_ticket_.at(effect.ticket.value)].verdict.retry_after_s =
        engine::seconds_rounded_up(effect.retry_after);
  }
  void take(const engine::Concluded& effect) {
    const uint32_t index = by_ticket_.at(effect.ticket.value);
    traffic::RecordedVerdict& verdict = log_.requests[index].verdict;
    verdict.reason = engine::name(effect.verdict.reason);
    verdict.status = effect.verdict.status;
    if (effect.verdict.route != engine::kNone) {
      verdict.route = plan_->routes[effect.verdict.route].name;
    }
    flights_[index].over = true;
  }
  void take(const engine::Wake& effect) {
    const uint32_t index = by_ticket_.at(effect.ticket.value);
    schedule(effect.at, {index, Due::kWake, ++flights_[index].wake_version});
  }
  void take(const engine::Relay& effect) {
    const uint32_t index = by_ticket_.at(effect.ticket.value);
    flights_[index].outcome.head_relayed = true;
    schedule(now_ + milliseconds(2), {index, Due::kEnd, ++flights_[index].end_version});
  }
  void take(const engine::Abort& effect) {
    const uint32_t index = by_ticket_.at(effect.ticket.value);
    flights_[index].outcome.end = traffic::RecordedEnd::kAborted;
    schedule(now_, {index, Due::kEnd, ++flights_[index].end_version});
  }
  void take(const engine::Attempt& effect) {
    const uint32_t index = by_ticket_.at(effect.ticket.value);
    Flight& flight = flights_[index];
    started_.resize(flights_.size());
    started_[index] = now_;
    const uint64_t version = ++flight.end_version;
    traffic::RecordedStep& step = flight.outcome;
    step = {.event = traffic::StepEvent::kFinished, .attempt = effect.number};
    const Duration latency{draw_up_to(30'000'000)};
    const int64_t kind = draw_up_to(20);
    if (kind == 0) {
      step.end = traffic::RecordedEnd::kTimedOut;
      return schedule(effect.deadline, {index, Due::kEnd, version});
    }
    if (kind == 1) {
      step.end = traffic::RecordedEnd::kUnreachable;
      return schedule(now_ + latency, {index, Due::kEnd, version});
    }
    step.status = kind < 8 ? 503 : 200;
    step.head_relayed = !effect.judge_head;
    const Due due = effect.judge_head ? Due::kHead : Due::kEnd;
    schedule(std::min(now_ + latency, effect.deadline - milliseconds(5)), {index, due, version});
  }

  Seed seed_;
  uint32_t requests_;
  engine::State state_;
  std::shared_ptr<const engine::Plan> plan_;
  RecordingLog log_;
  engine::EffectBuffer effects_;
  std::multimap<Instant, Planned> queue_;
  std::vector<Flight> flights_;   // by request
  std::vector<Instant> started_;  // the running attempt, by request
  std::map<uint64_t, uint32_t> by_ticket_;
  uint64_t draws_ = 0;
  uint64_t seq_ = 0;
  Instant now_ = kStart.mono;
};

}  // namespace

Result<std::shared_ptr<const engine::Plan>> compile_noisy(const traffic::RecordedPlan& plan) {
  return make_plan(plan.id, plan.config == "ten" ? 10 : 20);
}

RecordingLog run_noisy_gateway(uint64_t seed, uint32_t requests) {
  return NoisyGateway(seed, requests).run();
}

}  // namespace gw::testing
