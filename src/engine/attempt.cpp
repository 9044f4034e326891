#include <algorithm>
#include <array>
#include <span>

#include "engine/turn.hpp"

namespace gw::engine {
namespace {

bool counts_as_failure(const BreakerPlan& breaker, const Journey& journey, const Finished& event) {
  if (journey.retry_planned) return breaker.failing.has(journey.head_status);
  switch (event.end) {
    case AttemptEnd::kAnswered:
      return breaker.failing.has(event.status);
    case AttemptEnd::kUnreachable:
    case AttemptEnd::kTimedOut:
    case AttemptEnd::kBroken:
      return true;
    case AttemptEnd::kAborted:
      return false;
  }
  return false;
}

}  // namespace

// Breaker, then balance, then the attempt. Without a free endpoint the journey has been answered.
void Turn::start_attempt(Journey& journey) {
  const RoutePlan& route = route_of(journey);
  journey.breaker_passed = false;
  journey.retry_planned = false;
  journey.head_status = 0;
  if (now_ >= journey.deadline) return respond(journey, {Reason::kUpstreamTimeout, 504});
  if (route.service != kNone) {
    const ServicePlan& service = journey.plan->services[route.service];
    const uint32_t in_flight = state_.service_in_flight_[service.in_flight_slot];
    if (service.max_in_flight != 0 && in_flight >= service.max_in_flight) {
      note(journey, {"max_in_flight", route.service, false, in_flight});
      return respond(journey, {Reason::kServiceSaturated, 503, seconds(1)});
    }
  }
  if (route.breaker && route.breaker->scope != BreakerPlan::Scope::kEndpoint &&
      !take_pass(journey, route.breaker->slots[0])) {
    return refuse_open(journey, *route.breaker);
  }
  if (route.service != kNone && !choose_endpoint(journey, route)) {
    return refuse_open(journey, *route.breaker);
  }
  emit_attempt(journey, route);
}

// Endpoints whose breaker is open are left out, and those tried before as long as others remain.
bool Turn::choose_endpoint(Journey& journey, const RoutePlan& route) {
  const ServicePlan& service = journey.plan->services[route.service];
  const size_t count = service.endpoints.size();
  const bool per_endpoint = route.breaker && route.breaker->scope == BreakerPlan::Scope::kEndpoint;
  uint64_t open = ~uint64_t{0} >> (kMaxEndpoints - count);
  for (size_t i = 0; per_endpoint && i < count; ++i) {
    if (!state_.breakers_[route.breaker->slots[i]]->admits(now_)) open &= ~(uint64_t{1} << i);
  }
  const uint64_t untried = open & ~journey.tried;
  const uint64_t chosen_from = untried != 0 ? untried : open;
  std::array<uint8_t, kMaxEndpoints> bytes;
  const std::span<uint8_t> eligible(bytes.data(), count);
  for (size_t i = 0; i < count; ++i) eligible[i] = static_cast<uint8_t>(chosen_from >> i & 1);
  policy::Balancer& balancer = *state_.balancers_[service.balancer_slot];
  const std::optional<uint32_t> picked = balancer.pick(eligible, journey.request.balance_hash);
  if (!picked) return false;
  if (per_endpoint) take_pass(journey, route.breaker->slots[*picked]);
  balancer.started(*picked);
  ++state_.service_in_flight_[service.in_flight_slot];
  journey.verdict.endpoint = *picked;
  journey.tried |= 1ULL << *picked;
  return true;
}

bool Turn::take_pass(Journey& journey, uint32_t slot) {
  const policy::Pass pass = state_.breakers_[slot]->try_pass(now_);
  report(slot, pass.transition);
  note(journey, {"breaker", slot, pass.admitted, pass.retry_after.ns});
  journey.breaker_passed = pass.admitted;
  journey.breaker_slot = slot;
  journey.breaker_generation = pass.generation;
  return pass.admitted;
}

// Told to come back when the first of the breakers will let a probe pass.
void Turn::refuse_open(Journey& journey, const BreakerPlan& breaker) {
  Duration wait = policy::kNever;
  for (const uint32_t slot : breaker.slots) {
    const policy::Breaker& one = *state_.breakers_[slot];
    const bool open = one.state() == policy::BreakerState::kOpen;
    const Duration its_wait = open ? one.open_until() - now_ : seconds(1);
    wait = std::min(wait, its_wait);
    if (breaker.scope == BreakerPlan::Scope::kEndpoint) {
      note(journey, {"breaker", slot, false, its_wait.ns});
    }
  }
  respond(journey, {Reason::kBreakerOpen, 503, wait});
}

void Turn::emit_attempt(Journey& journey, const RoutePlan& route) {
  const RetryPlan& retry = route.retry;
  if (retry.attempts > 0 && journey.attempt == 0) {
    state_.budgets_[retry.budget_slot]->request(now_);
  }
  Instant deadline = journey.deadline;
  if (retry.per_try_timeout.ns > 0) deadline = std::min(deadline, now_ + retry.per_try_timeout);
  const bool repeatable = journey.request.may_repeat || retry.non_idempotent;
  const bool judge = journey.attempt < retry.attempts && repeatable && retry.on_status.in.any();
  journey.stage = Stage::kTrying;
  if (route.service != kNone) ++journey.verdict.attempts;
  auto& attempt = emit<Attempt>();
  attempt.ticket = Ticket{journey.ticket};
  attempt.number = journey.attempt;
  attempt.endpoint = journey.verdict.endpoint;
  attempt.deadline = deadline;
  attempt.judge_head = judge;
}

void Turn::settle(Journey& journey, const Finished& event) {
  const RoutePlan& route = route_of(journey);
  if (route.service != kNone) {
    const ServicePlan& service = journey.plan->services[route.service];
    state_.balancers_[service.balancer_slot]->ended(journey.verdict.endpoint);
    --state_.service_in_flight_[service.in_flight_slot];
  }
  if (journey.breaker_passed) settle_breaker(journey, event);
}

// A client that left says nothing about the upstream.
void Turn::settle_breaker(Journey& journey, const Finished& event) {
  journey.breaker_passed = false;
  policy::Breaker& breaker = *state_.breakers_[journey.breaker_slot];
  const bool no_result = event.end == AttemptEnd::kAborted && !journey.retry_planned;
  if (no_result || journey.client_gone) return breaker.release(journey.breaker_generation);
  const bool failed = counts_as_failure(*route_of(journey).breaker, journey, event);
  report(journey.breaker_slot,
         breaker.record(now_, journey.breaker_generation,
                        failed ? policy::Outcome::kFailure : policy::Outcome::kSuccess,
                        event.latency));
}

void Turn::report(uint32_t slot, const std::optional<policy::Transition>& transition) {
  if (transition) effects_.push_back(BreakerMoved{slot, *transition});
}

}  // namespace gw::engine
