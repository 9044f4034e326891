// The policies that a request met, in words: a trail with the names and numbers that the plan
// knows.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "engine/plan.hpp"
#include "engine/verdict.hpp"

namespace gw::engine {

struct PolicyStep {
  std::string_view policy;  // "route", "limit", "breaker" ..., as in the trail
  std::string name;         // which one of them
  bool passed = true;
  std::string says;  // with its numbers: "4 left of 5 in 1m"
};

// "+ limit orders/limit: 4 left of 5 in 1m"; '-' for one that did not let it pass.
std::string to_line(const PolicyStep& step);

std::vector<PolicyStep> policy_steps(const Plan& plan, const Trail& trail);

// "5 in 1m", "1 in 500ms and a burst of 3", "2 at a time".
std::string limit_text(const LimitPlan& limit);

// Of the breakers by slot, as a test names them: the service, the route, or "SERVICE/HOST:PORT" of
// one that guards an endpoint.
std::vector<std::string> breaker_names(const Plan& plan);

// The plans of the breakers, by slot like the names; null for a slot that none has.
std::vector<const BreakerPlan*> breaker_plans(const Plan& plan);

}  // namespace gw::engine
