// Limits that decide by another product's arithmetic, in the order that it asks several in.
#include <algorithm>

#include "engine/turn.hpp"
#include "policy/emulate/multi.hpp"

namespace gw::engine {
namespace {

using emulate::Outcome;

Duration told(const emulate::Decision& decision) {
  return std::max(decision.retry_after, Duration{0});
}

}  // namespace

// Of one limit, what its product answers now; no room for a new key is what on_full says.
emulate::Decision Turn::ask(const Journey& journey, uint8_t i, bool counts) {
  const LimitPlan& limit = limit_of(journey, i);
  emulate::LimiterCells& cells = state_.emulated_[limit.emulated];
  const uint64_t key = journey.request.keys[i];
  if (!counts) return cells.look(key, now_);
  const std::optional<emulate::Decision> decision = cells.take(key, now_);
  if (decision) return *decision;
  return limit.admit_when_full ? emulate::admitted() : emulate::rejected(seconds(1));
}

// The limits of the stage that are emulated, after gw's own have admitted. False when one of them
// refuses: the journey has been answered. How long they hold the request adds to the journey.
bool Turn::pass_emulated(Journey& journey, bool before_auth) {
  const emulate::Order order = journey.plan->emulated_order;
  const auto rate = [&](uint8_t i) {
    const policy::LimitSpec& spec = limit_of(journey, i).spec;
    return Rate{spec.count, microseconds(spec.per_us)};
  };
  std::array<uint8_t, kMaxLimitsPerRoute> asked{};
  size_t count = 0;
  // Of equal rates the one that is written first stays before the others.
  const auto put = [&](uint8_t i) {
    size_t at = count++;
    for (; at > 0 && emulate::comes_first(order, rate(i), rate(asked[at - 1])); --at) {
      asked[at] = asked[at - 1];
    }
    asked[at] = i;
  };
  for (uint8_t i = 0; i < journey.request.limit_count; ++i) {
    const LimitPlan& limit = limit_of(journey, i);
    if (limit.emulated == kNone || limit.before_auth != before_auth) continue;
    if (limit.shadow) {
      tell_emulated_shadow(journey, i);
    } else {
      put(i);
    }
  }
  uint8_t refusing = kMaxLimitsPerRoute;
  const auto take = [&](size_t at) {
    const emulate::Decision decision = ask(journey, asked[at], true);
    const bool refuses = decision.outcome == Outcome::kReject;
    note(journey, {"limit", route_of(journey).limits[asked[at]], !refuses, told(decision).ns});
    if (refuses && refusing == kMaxLimitsPerRoute) refusing = asked[at];
    return decision;
  };
  const auto look = [&](size_t at) { return ask(journey, asked[at], false); };
  const emulate::Decision all = emulate::take_all(order, count, look, take);
  if (all.outcome != Outcome::kReject) {
    journey.held = std::max(journey.held, all.delay);
    return true;
  }
  journey.verdict.limit = route_of(journey).limits[refusing];
  journey.verdict.remaining = 0;
  respond(journey, {Reason::kRateLimited, 429, told(all)});
  return false;
}

void Turn::tell_emulated_shadow(Journey& journey, uint8_t i) {
  if (ask(journey, i, true).outcome != Outcome::kReject) return;
  Verdict& verdict = journey.verdict;
  if (verdict.shadow_refused == 0) verdict.limit = route_of(journey).limits[i];
  verdict.shadow_refused = static_cast<uint8_t>(verdict.shadow_refused | 1U << i);
}

// The upstream's time begins when the request is let go.
void Turn::hold(Journey& journey) {
  journey.verdict.queued = journey.verdict.queued + journey.held;
  journey.deadline = journey.deadline + journey.held;
  journey.stage = Stage::kBackingOff;
  wake(journey, now_ + journey.held);
}

}  // namespace gw::engine
