#include "simulate/bounds.hpp"

#include <algorithm>

namespace gw::simulate {

namespace {

// Whether limits admit by arrivals alone, whatever upstreams do.
bool limits_by_arrivals(const engine::Plan& plan) {
  return std::none_of(plan.limits.begin(), plan.limits.end(), [](const engine::LimitPlan& limit) {
    return limit.queue || limit.spec.algorithm == policy::Algorithm::kConcurrency;
  });
}

bool is_exact(engine::Reason reason, bool by_arrivals) {
  switch (reason) {
    case engine::Reason::kBadRequest:
    case engine::Reason::kNoRoute:
    case engine::Reason::kMethodNotAllowed:
      return true;
    case engine::Reason::kUnauthenticated:
    case engine::Reason::kRateLimited:
      return by_arrivals;
    default:
      return false;
  }
}

}  // namespace

void set_bounds(const engine::Plan& plan, Results& results) {
  const bool by_arrivals = limits_by_arrivals(plan);
  const auto set = [&](std::vector<ReasonStatus>& outcomes, uint64_t sampled) {
    for (ReasonStatus& one : outcomes) {
      one.bound = is_exact(one.reason, by_arrivals) ? 0 : sampled;
    }
  };
  uint64_t sampled = 0;
  for (RouteRow& route : results.routes) {
    set(route.outcomes, route.sampled);
    sampled += route.sampled;
  }
  set(results.outcomes, sampled);
}

}  // namespace gw::simulate
