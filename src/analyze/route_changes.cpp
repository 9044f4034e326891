#include "analyze/route_changes.hpp"

#include <algorithm>

#include "analyze/limit_comparison.hpp"
#include "base/units.hpp"

namespace gw::analyze {
namespace {

void add_auth(const TwoRoutes& two, std::vector<Change>& out) {
  const bool was = two.was().auth_required.value;
  const bool is = two.is().auth_required.value;
  if (was == is) return;
  out.push_back({Aspect::kAuth, is ? Sense::kAdded : Sense::kRemoved, "auth_required",
                 was ? "true" : "false", is ? "true" : "false",
                 two.before.at(two.old_route, {"auth_required"}),
                 two.after.at(two.new_route, {"auth_required"})});
}

// The breaker that guards a route counts for it alone.
bool has_own_breaker(const Settings& side, size_t route) {
  if (side.route(route).breaker) return true;
  const config::Service* service = side.service_of(route);
  return service != nullptr && service->breaker &&
         service->breaker->scope == config::BreakerScope::kRoute;
}

}  // namespace

std::vector<Change> route_changes(const TwoRoutes& two) {
  std::vector<Change> out;
  add_auth(two, out);
  add_limit_changes(two, out);
  add_upstream_changes(two, out);
  add_call_changes(two, out);
  return out;
}

bool share_state(const TwoRoutes& two) {
  if (has_own_breaker(two.before, two.old_route)) return false;
  if (has_own_breaker(two.after, two.new_route)) return false;
  const auto pools_of = [](const Settings& side, size_t route) {
    std::vector<std::string> names;
    for (const config::LimitUse& use : side.route(route).limits) {
      const auto* pool = std::get_if<config::PoolUse>(&use);
      names.push_back(pool == nullptr ? "" : side.config.pools[pool->pool].name);
    }
    std::sort(names.begin(), names.end());
    return names;
  };
  const std::vector<std::string> pools = pools_of(two.before, two.old_route);
  if (pools != pools_of(two.after, two.new_route)) return false;
  if (!pools.empty() && pools.front().empty()) return false;
  const config::Service* was = two.before.service_of(two.old_route);
  const config::Service* is = two.after.service_of(two.new_route);
  return was == nullptr || is == nullptr || was->name == is->name;
}

}  // namespace gw::analyze
