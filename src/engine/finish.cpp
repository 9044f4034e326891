#include "engine/turn.hpp"
#include "policy/backoff.hpp"

namespace gw::engine {

void Turn::on(const ResponseHead& event) {
  Journey* journey = state_.journeys_.find(ticket_);
  if (journey == nullptr || journey->stage != Stage::kTrying || journey->attempt != event.attempt) {
    return;
  }
  journey->head_status = event.status;
  if (route_of(*journey).retry.on_status.has(event.status) && plan_retry(*journey, true, true)) {
    journey->retry_planned = true;
    journey->stage = Stage::kAborting;
    emit<Abort>().ticket = ticket_;
  } else {
    journey->stage = Stage::kRelaying;
    emit<Relay>().ticket = ticket_;
  }
}

void Turn::on(const Finished& event) {
  Journey* journey = state_.journeys_.find(ticket_);
  if (journey == nullptr || journey->attempt != event.attempt) return;
  if (journey->stage != Stage::kTrying && journey->stage != Stage::kRelaying &&
      journey->stage != Stage::kAborting) {
    return;
  }
  settle(*journey, event);
  if (journey->client_gone || event.end == AttemptEnd::kAborted) {
    if (journey->retry_planned && !journey->client_gone) return back_off(*journey);
    return leave(*journey);
  }
  if (journey->retry_planned) return back_off(*journey);
  if (event.end != AttemptEnd::kAnswered) return fail(*journey, event);
  const bool mocked = route_of(*journey).service == kNone;
  journey->verdict.reason = mocked ? Reason::kMocked : Reason::kProxied;
  journey->verdict.status = event.status;
  conclude(*journey);
}

Duration Turn::backoff_of(const Journey& journey) const {
  const RetryPlan& retry = route_of(journey).retry;
  const uint32_t next = journey.attempt + 1U;
  const uint64_t number = Ticket{journey.ticket}.number();
  return policy::backoff({retry.backoff_initial, retry.backoff_max, policy::Jitter::kFull}, next,
                         draw(state_.seed_, number, Purpose::kBackoff, next));
}

// Whether one more attempt is allowed and affordable; if so the budget has been charged for it.
// A request that was sent is repeated only when its method is idempotent or the route says so.
bool Turn::plan_retry(const Journey& journey, bool was_sent, bool can_repeat) {
  const RetryPlan& retry = route_of(journey).retry;
  if (journey.attempt >= retry.attempts || !can_repeat) return false;
  if (was_sent && !journey.request.may_repeat && !retry.non_idempotent) return false;
  if (now_ + backoff_of(journey) >= journey.deadline) return false;
  const bool affordable = state_.budgets_[retry.budget_slot]->try_retry(now_);
  note(journey, {"retry", journey.request.route, affordable, journey.attempt});
  return affordable;
}

void Turn::back_off(Journey& journey) {
  const Duration wait = backoff_of(journey);
  ++journey.attempt;
  journey.stage = Stage::kBackingOff;
  wake(journey, now_ + wait);
}

void Turn::fail(Journey& journey, const Finished& event) {
  const RetryPlan& retry = route_of(journey).retry;
  const bool unreachable = event.end == AttemptEnd::kUnreachable;
  const bool timed_out = event.end == AttemptEnd::kTimedOut;
  const bool wanted =
      unreachable ? retry.on_connect_failure : (timed_out ? retry.on_timeout : retry.on_broken);
  if (!event.head_relayed && wanted && plan_retry(journey, !unreachable, event.can_repeat)) {
    return back_off(journey);
  }
  const Reason reason = unreachable
                            ? Reason::kUpstreamUnreachable
                            : (timed_out ? Reason::kUpstreamTimeout : Reason::kUpstreamBroken);
  if (!event.head_relayed) {
    return respond(journey, {reason, static_cast<uint16_t>(timed_out ? 504 : 502), {}});
  }
  journey.verdict.reason = reason;
  journey.verdict.status = event.status;
  conclude(journey);
}

void Turn::respond(Journey& journey, const Refusal& refusal) {
  journey.verdict.reason = refusal.reason;
  journey.verdict.status = refusal.status;
  journey.verdict.retry_after = refusal.retry_after;
  effects_.push_back(Respond{Ticket{journey.ticket}, refusal.reason, refusal.status,
                             journey.request.allowed_methods, refusal.retry_after});
  conclude(journey);
}

void Turn::leave(Journey& journey) {
  journey.verdict.reason = Reason::kClientGone;
  journey.verdict.status = 499;
  conclude(journey);
}

void Turn::conclude(Journey& journey) {
  release_limits(journey);
  auto& concluded = emit<Concluded>();
  concluded.ticket = Ticket{journey.ticket};
  concluded.verdict = journey.verdict;
  const uint64_t plan_id = journey.plan_id;
  state_.journeys_.give_back(index_of(journey));
  --state_.in_flight_;
  State::Held& held = state_.held(plan_id);
  if (--held.journeys == 0 && plan_id != state_.plans_.back().plan->id) state_.let_go(plan_id);
}

}  // namespace gw::engine
