#include "engine/policy_step.hpp"

#include "base/text.hpp"

namespace gw::engine {
namespace {

// Each slot in use, with the breaker that it belongs to and the index of its endpoint.
template <class Visit>
void for_each_breaker(const Plan& plan, const Visit& visit) {
  for (const RoutePlan& route : plan.routes) {
    if (!route.breaker) continue;
    for (size_t i = 0; i < route.breaker->slots.size(); ++i) {
      visit(route.breaker->slots[i], route, i);
    }
  }
}

std::string limit_says(const LimitPlan& limit, const TrailEntry& entry) {
  const std::string text = limit_text(limit);
  if (entry.passed) return std::to_string(entry.number) + " left of " + text;
  std::string wait = to_string(nanoseconds(entry.number));
  if (limit.shadow) return text + ": would refuse for " + wait + ", in shadow mode";
  if (limit.queue) return text + ": the next one may pass in " + wait + ", others wait in line";
  return text + ": none left for " + wait;
}

PolicyStep step_of(const Plan& plan, const std::vector<std::string>& breakers,
                   const TrailEntry& entry) {
  PolicyStep step{entry.policy, {}, entry.passed, {}};
  const auto wait = [&] { return to_string(nanoseconds(entry.number)); };
  if (entry.policy == "limit") {
    step.name = plan.limits[entry.index].name;
    step.says = limit_says(plan.limits[entry.index], entry);
  } else if (entry.policy == "breaker") {
    step.name = breakers[entry.index];
    step.says = entry.passed ? "lets it through" : "open, the next probe in " + wait();
  } else if (entry.policy == "max_in_flight") {
    step.name = plan.services[entry.index].name;
    step.says = std::to_string(entry.number) + " in flight, no more are let through";
  } else {
    step.name = plan.routes[entry.index].name;
    if (entry.policy == "authentication" && !entry.passed) step.says = "no valid credentials";
    if (entry.policy == "retry") {
      step.says = "after attempt " + std::to_string(entry.number + 1) +
                  (entry.passed ? ", once more" : ", but the budget of retries is spent");
    }
  }
  return step;
}

}  // namespace

std::string to_line(const PolicyStep& step) {
  std::string line = step.passed ? "+ " : "- ";
  line.append(step.policy).append(" ").append(printable(step.name));
  return step.says.empty() ? line : line + ": " + step.says;
}

std::vector<std::string> breaker_names(const Plan& plan) {
  std::vector<std::string> names(plan.breaker_slots);
  for_each_breaker(plan, [&](uint32_t slot, const RoutePlan& route, size_t i) {
    names[slot] = route.breaker->name;
    if (route.breaker->scope == BreakerPlan::Scope::kEndpoint) {
      names[slot] += "/" + plan.services[route.service].endpoints[i].name;
    }
  });
  return names;
}

std::vector<const BreakerPlan*> breaker_plans(const Plan& plan) {
  std::vector<const BreakerPlan*> plans(plan.breaker_slots);
  for_each_breaker(
      plan, [&](uint32_t slot, const RoutePlan& route, size_t) { plans[slot] = &*route.breaker; });
  return plans;
}

std::string limit_text(const LimitPlan& limit) {
  const policy::LimitSpec& spec = limit.spec;
  if (spec.algorithm == policy::Algorithm::kConcurrency) {
    return std::to_string(spec.count) + " at a time";
  }
  std::string text = std::to_string(spec.count) + " in " + to_string(microseconds(spec.per_us));
  if (spec.algorithm == policy::Algorithm::kGcra && spec.burst > 0) {
    text += " and a burst of " + std::to_string(spec.burst);
  }
  if (spec.algorithm == policy::Algorithm::kTokenBucket) {
    text += ", up to " + std::to_string(spec.burst) + " at once";
  }
  return text;
}

std::vector<PolicyStep> policy_steps(const Plan& plan, const Trail& trail) {
  const std::vector<std::string> breakers = breaker_names(plan);
  std::vector<PolicyStep> steps;
  for (const TrailEntry& entry : trail) steps.push_back(step_of(plan, breakers, entry));
  return steps;
}

}  // namespace gw::engine
