// What a configuration makes of one request on a gateway that has seen none before: which routes
// could have taken it, the policies that it met, what the upstream is asked, and the answer when no
// upstream is. Values of the configuration that are secret by name, or that the environment gave,
// show as "***".
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/time.hpp"
#include "config/config.hpp"
#include "engine/answer.hpp"
#include "engine/plan.hpp"
#include "engine/policy_step.hpp"
#include "engine/verdict.hpp"
#include "scenario/candidates.hpp"
#include "scenario/request.hpp"
#include "scenario/upstream_call.hpp"

namespace gw::scenario {

struct CandidateRoute {
  std::string name;
  std::string path;
  Candidate candidate;
};

struct Explanation {
  std::string method;
  std::string target;  // the canonical path and the query as sent
  std::string host;
  std::vector<CandidateRoute> candidates;  // whose path matches; without any, the nearest few
  size_t other_routes = 0;
  std::vector<engine::PolicyStep> policies;
  engine::Verdict verdict;  // meaningless status when `upstream` decides it
  std::optional<UpstreamCall> upstream;
  std::optional<engine::OwnAnswer> answer;  // values of secret fields hidden
};

// `plan` is `config` compiled.
Explanation explain(const config::Config& config, const std::shared_ptr<const engine::Plan>& plan,
                    const Request& request, WallTime at);

}  // namespace gw::scenario
