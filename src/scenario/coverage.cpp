#include "scenario/coverage.hpp"

#include <algorithm>

#include "engine/policy_step.hpp"

namespace gw::scenario {

Coverage::Coverage(std::string config_name, const engine::Plan& plan)
    : config(std::move(config_name)) {
  for (const auto& route : plan.routes) routes.push_back({route.name});
  for (const auto& limit : plan.limits) policies.push_back({"limit " + limit.name});
  for (const std::string& name : engine::breaker_names(plan))
    policies.push_back({"breaker " + name});
}

void Coverage::add(const engine::Plan& plan, const Performance& played) {
  for (const Played& one : played.requests) {
    const engine::Verdict& verdict = one.verdict;
    if (verdict.route == engine::kNone) continue;
    routes[verdict.route].reached = true;
    for (const engine::TrailEntry& entry : one.trail) {
      if (entry.policy == "limit" && !entry.passed) policies[entry.index].reached = true;
    }
  }
  for (size_t slot = 0; slot < played.opened.size(); ++slot) {
    if (played.opened[slot]) policies[plan.limits.size() + slot].reached = true;
  }
}

size_t reached(const std::vector<Coverage::Item>& items) {
  return static_cast<size_t>(
      std::count_if(items.begin(), items.end(), [](const auto& one) { return one.reached; }));
}

}  // namespace gw::scenario
