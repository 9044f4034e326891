// The policies that a request met, in words: the engine's trail with the names and numbers that the
// plan knows.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "engine/plan.hpp"
#include "engine/verdict.hpp"

namespace gw::scenario {

struct PolicyStep {
  std::string_view policy;  // "route", "limit", "breaker" ..., as in the trail
  std::string name;         // which one of them
  bool passed = true;
  std::string says;  // with its numbers: "4 of 5 in 1m left"
};

std::vector<PolicyStep> policy_steps(const engine::Plan& plan, const engine::Trail& trail);

// "5 in 1m", "1 in 500ms and a burst of 3", "2 at a time".
std::string limit_text(const engine::LimitPlan& limit);

// Of the breakers by slot, as a test names them: the service, the route, or "SERVICE/HOST:PORT" of
// one that guards an endpoint.
std::vector<std::string> breaker_names(const engine::Plan& plan);

// When a breaker in that slot opens: "5 failures in a row"; by slot like the names.
std::vector<const engine::BreakerPlan*> breaker_plans(const engine::Plan& plan);

}  // namespace gw::scenario
