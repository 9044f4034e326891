#include "scenario/coverage.hpp"

#include <algorithm>
#include <utility>

#include "engine/policy_step.hpp"

namespace gw::scenario {

Coverage::Coverage(std::string config_name, const engine::Plan& plan)
    : config(std::move(config_name)) {
  for (const auto& route : plan.routes) routes.push_back({route.name});
  for (const auto& limit : plan.limits) policies.push_back({"limit " + limit.name});
  for (const std::string& name : engine::breaker_names(plan))
    policies.push_back({"breaker " + name});
  for (size_t i = 0; i < plan.routes.size(); ++i) {
    const auto& route = plan.routes[i];
    if (route.auth_required) add_policy(auth_, i, "auth " + route.name);
    if (route.retry.attempts > 0) add_policy(retries_, i, "retries " + route.name);
  }
}

void Coverage::add_policy(std::map<size_t, size_t>& of_routes, size_t route, std::string name) {
  of_routes.emplace(route, policies.size());
  policies.push_back({std::move(name)});
}

void Coverage::add(const engine::Plan& plan, const Performance& played) {
  for (const Played& one : played.requests) {
    const engine::Verdict& verdict = one.verdict;
    if (verdict.route == engine::kNone) continue;
    routes[verdict.route].reached = true;
    const auto retried = retries_.find(verdict.route);
    if (retried != retries_.end() && verdict.attempts > 1) policies[retried->second].reached = true;
    const auto refused = auth_.find(verdict.route);
    if (refused != auth_.end() && verdict.reason == engine::Reason::kUnauthenticated) {
      policies[refused->second].reached = true;
    }
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
