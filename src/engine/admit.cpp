#include <bit>

#include "engine/turn.hpp"

namespace gw::engine {
namespace {

uint8_t first_bit(uint32_t bits) {
  return static_cast<uint8_t>(std::countr_zero(bits));
}

}  // namespace

void Turn::on(const Arrived& event) {
  const auto index = static_cast<uint32_t>(ticket_.value & kNoJourney);
  if (index == kNoJourney) {
    const Verdict verdict{.reason = Reason::kOverloaded, .status = 503};
    effects_.push_back(Respond{ticket_, Reason::kOverloaded, 503, 0, seconds(1)});
    effects_.push_back(Concluded{ticket_, verdict});
    return;
  }
  Journey* const place = state_.journeys_.issued(ticket_);
  if (place == nullptr) return;
  State::Held& held = state_.held(event.plan);
  ++held.journeys;
  ++state_.in_flight_;
  Journey& journey = *place;
  journey = Journey{};
  journey.ticket = ticket_.value;
  journey.plan_id = event.plan;
  journey.plan = held.plan.get();
  journey.request = event.request;
  journey.arrived = now_;
  if (const uint16_t status = event.request.refused_as; status != 0) {
    return respond(journey, {Reason::kBadRequest, status});
  }
  switch (event.request.outcome) {
    case MatchOutcome::kNoPath:
      return respond(journey, {Reason::kNoRoute, 404});
    case MatchOutcome::kNoMethod:
      return respond(journey, {Reason::kMethodNotAllowed, 405});
    case MatchOutcome::kMatched:
      break;
  }
  const RoutePlan& route = journey.plan->routes[event.request.route];
  journey.route = &route;
  journey.verdict.route = event.request.route;
  journey.deadline = now_ + route.timeout;
  note(journey, {"route", event.request.route, true, 0});
  if (pass_limits(journey, true) != Admission::kAdmitted) return;
  const Identity identity = event.request.identity;
  const bool known = identity != Identity::kRefused &&
                     (!route.auth_required || identity == Identity::kAuthenticated);
  if (route.auth_required || !known) {
    note(journey, {"authentication", event.request.route, known, 0});
  }
  if (!known) return respond(journey, {Reason::kUnauthenticated, 401});
  if (pass_limits(journey, false) == Admission::kAdmitted) proceed(journey);
}

// Checks the limits of the stage in order, then charges all of them or none. The first that does
// not admit decides: the journey has been answered, or waits in a line.
Turn::Admission Turn::pass_limits(Journey& journey, bool before_auth) {
  Checked checked;
  for (uint8_t i = 0; i < journey.request.limit_count; ++i) {
    const LimitPlan& limit = limit_of(journey, i);
    if (limit.before_auth != before_auth || limit.emulated != kNone) continue;
    const Admission admission = check_limit(journey, i, checked);
    if (admission == Admission::kAdmitted) continue;
    if (admission == Admission::kRefused) refuse(journey, i, checked);
    return admission;
  }
  if (!journey.plan->emulated.empty() && !pass_emulated(journey, before_auth)) [[unlikely]] {
    return Admission::kRefused;
  }
  if (checked.shadow_refused != 0) [[unlikely]] {
    Verdict& verdict = journey.verdict;
    const uint32_t first = route_of(journey).limits[first_bit(checked.shadow_refused)];
    if (verdict.shadow_refused == 0) verdict.limit = first;
    tell_shadow(journey, checked);
  }
  if (checked.charged == 0) return Admission::kAdmitted;
  return charge_limits(journey, checked) ? Admission::kAdmitted : Admission::kRefused;
}

// What limits in shadow mode say must not depend on their place, so those behind limit `i`, which
// refuses, are looked at too. Who waits in a line is judged when it is let go.
void Turn::refuse(Journey& journey, uint8_t i, Checked& checked) {
  const bool before_auth = limit_of(journey, i).before_auth;
  for (auto behind = static_cast<uint8_t>(i + 1); behind < journey.request.limit_count; ++behind) {
    const LimitPlan& limit = limit_of(journey, behind);
    if (limit.emulated != kNone) continue;
    if (limit.shadow && limit.before_auth == before_auth) check_limit(journey, behind, checked);
  }
  tell_shadow(journey, checked);
  count_refused(journey, i);
  respond(journey, checked.refusal);
}

void Turn::tell_shadow(Journey& journey, const Checked& checked) {
  Verdict& verdict = journey.verdict;
  verdict.shadow_refused = static_cast<uint8_t>(verdict.shadow_refused | checked.shadow_refused);
  for (uint32_t bits = checked.shadow_refused; bits != 0; bits &= bits - 1) {
    count_refused(journey, first_bit(bits));
  }
}

// A limit in shadow mode tells and stops nobody; it is charged when it would have admitted.
Turn::Admission Turn::check_limit(Journey& journey, uint8_t i, Checked& checked) {
  const LimitPlan& limit = limit_of(journey, i);
  const uint32_t index = route_of(journey).limits[i];
  Verdict& verdict = journey.verdict;
  policy::Entry* entry = state_.cells_.find(limit.slot, journey.request.keys[i]);
  checked.entries[i] = entry;
  const policy::Cell untouched;
  const policy::Cell& cell = entry == nullptr ? untouched : entry->cell;
  const policy::Decision decision =
      is_leased(limit)
          ? state_.leases->peek(limit.spec, holder_of(journey, i), cell, now_, state_.rings_)
          : policy::peek(limit.spec, cell, now_, 1, state_.rings_);
  const bool had_its_turn = journey.released && journey.line_limit == i;
  const bool behind_others = limit.queue && entry != nullptr && entry->aux != 0 && !had_its_turn;
  const bool admitted = decision.admitted && !behind_others;
  note(journey,
       {"limit", index, admitted, admitted ? decision.remaining : decision.retry_after.ns});
  if (admitted) {
    checked.charged |= 1U << i;
    if (verdict.remaining < 0 || decision.remaining < verdict.remaining) {
      verdict.remaining = decision.remaining;
      if (!verdict.shadow_refused) verdict.limit = index;
    }
    return Admission::kAdmitted;
  }
  if (limit.shadow) {
    checked.shadow_refused |= 1U << i;
    return Admission::kAdmitted;
  }
  verdict.limit = index;
  verdict.remaining = 0;
  if (limit.queue) return join_line(journey, i, decision, checked);
  const bool concurrency = limit.spec.algorithm == policy::Algorithm::kConcurrency;
  checked.refusal = concurrency ? Refusal{Reason::kConcurrencyLimited, 503, decision.retry_after}
                                : Refusal{Reason::kRateLimited, 429, decision.retry_after};
  return Admission::kRefused;
}

// A refused request counts against the limit that refused it, and only when that limit says so.
void Turn::count_refused(const Journey& journey, uint8_t i) {
  const LimitPlan& limit = limit_of(journey, i);
  if (!limit.spec.count_refused) return;
  policy::Entry* entry = state_.cells_.find(limit.slot, journey.request.keys[i]);
  if (entry != nullptr) {
    policy::charge_refused(limit.spec, entry->cell, now_, 1, state_.rings_);
  }
}

bool Turn::charge_limits(Journey& journey, const Checked& checked) {
  bool missing = false;
  for (uint32_t bits = checked.charged; bits != 0; bits &= bits - 1) {
    missing = missing || checked.entries[first_bit(bits)] == nullptr;
  }
  if (missing && !make_room(journey, checked)) {
    respond(journey, {Reason::kOverloaded, 503, seconds(1)});
    return false;
  }
  for (uint32_t bits = checked.charged; bits != 0; bits &= bits - 1) {
    const uint8_t i = first_bit(bits);
    policy::Entry* entry = checked.entries[i];
    if (missing) {
      entry = state_.cells_.find_or_insert(limit_of(journey, i).slot, journey.request.keys[i]);
    }
    if (entry != nullptr) charge(journey, i, *entry);
  }
  return true;
}

void Turn::charge(Journey& journey, uint8_t i, policy::Entry& entry) {
  const LimitPlan& limit = limit_of(journey, i);
  const policy::LimitSpec& spec = limit.spec;
  if (is_leased(limit)) [[unlikely]] {
    return state_.leases->charge(spec, holder_of(journey, i), entry.cell, now_, state_.rings_);
  }
  policy::charge(spec, entry.cell, now_, 1, state_.rings_);
  if (spec.algorithm == policy::Algorithm::kConcurrency) {
    journey.held_limits = static_cast<uint8_t>(journey.held_limits | 1U << i);
  }
}

size_t Turn::missing_cells(const Journey& journey, const Checked& checked) {
  size_t missing = 0;
  for (uint32_t bits = checked.charged; bits != 0; bits &= bits - 1) {
    const uint8_t i = first_bit(bits);
    const bool there = state_.cells_.find(limit_of(journey, i).slot, journey.request.keys[i]);
    missing += there ? 0 : 1;
  }
  return missing;
}

// False when the table stays full of live keys and a limit whose key is new says `on_full: refuse`.
bool Turn::make_room(const Journey& journey, const Checked& checked) {
  if (state_.cells_.make_room(missing_cells(journey, checked))) return true;
  state_.sweep(now_);
  if (state_.cells_.make_room(missing_cells(journey, checked))) return true;
  for (uint32_t bits = checked.charged; bits != 0; bits &= bits - 1) {
    const uint8_t i = first_bit(bits);
    if (limit_of(journey, i).admit_when_full) continue;
    if (state_.cells_.find(limit_of(journey, i).slot, journey.request.keys[i]) == nullptr) {
      return false;
    }
  }
  return true;
}

void Turn::release_limits(Journey& journey) {
  for (uint32_t bits = journey.held_limits; bits != 0; bits &= bits - 1) {
    const uint8_t i = first_bit(bits);
    const LimitPlan& limit = limit_of(journey, i);
    policy::Entry* entry = state_.cells_.find(limit.slot, journey.request.keys[i]);
    policy::release(limit.spec, entry->cell, 1);
  }
  journey.held_limits = 0;
}

}  // namespace gw::engine
