// What changes in behaviour, not in text, from one configuration to another: which requests go
// elsewhere, each with a request that shows it, and what routes go by. What is only written in
// another way (order, names, comments, another syntax, a default that is spelled out, a key that
// moved, a route that became two alike) is no difference.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "analyze/change.hpp"
#include "analyze/moves.hpp"
#include "config/load.hpp"
#include "engine/plan.hpp"

namespace gw::analyze {

// One valid configuration and what it became.
struct ConfigAndPlan {
  const config::Loaded& loaded;
  const engine::Plan& plan;
};

struct NamedRoute {
  std::string name;
  WrittenAt place;
  bool operator==(const NamedRoute&) const = default;
};

// Requests that another route takes, and what they meet there in another way.
struct MovedRequests {
  std::optional<NamedRoute> from;  // none: they were answered `status_before`
  std::optional<NamedRoute> to;
  uint16_t status_before = 0;
  uint16_t status_after = 0;
  Witness witness;
  std::vector<Change> changes;
};

enum class RouteEvent : uint8_t {
  kAdded,
  kRemoved,
  kRematched,  // it is there before and after, and takes other requests
  kChanged     // what it goes by
};

// "added", "removed", "rematched", "changed".
std::string_view name(RouteEvent event);

// One route, or several of which the same can be said: then it is kChanged.
struct RouteDifference {
  struct Route {
    std::optional<NamedRoute> before;
    std::optional<NamedRoute> after;
  };
  RouteEvent event = RouteEvent::kChanged;
  std::vector<Route> routes;
  std::vector<MovedRequests> moves;
  std::vector<Change> changes;
};

// Whether requests go from one to the other was left open, because of the construct.
struct OpenDifference {
  std::string from;  // empty: none
  std::string to;
  std::string construct;
};

struct DifferenceCounts {
  size_t routes_added = 0;
  size_t routes_removed = 0;
  size_t routes_rematched = 0;
  size_t routes_rerouted = 0;  // old ones that lose requests to others than their pairs
  size_t auth_lost = 0;        // routes, and routes that requests were moved away from
  size_t auth_added = 0;
  size_t limits_added = 0;  // distinct changes, whatever the number of routes, like what follows
  size_t limits_removed = 0;
  size_t limits_tightened = 0;
  size_t limits_loosened = 0;
  size_t limits_changed = 0;
  size_t others = 0;  // further settings
};

struct Differences {
  // Those of the routes before: in their order; then added ones.
  std::vector<RouteDifference> routes;
  std::vector<Change> gateway;
  std::vector<OpenDifference> open;
  // By route of the old plan: its pair in the new plan, and those that take requests of it and do
  // the same with them.
  std::vector<std::vector<size_t>> same_as;

  bool empty() const { return routes.empty() && gateway.empty(); }
};

Differences find_differences(const ConfigAndPlan& before, const ConfigAndPlan& after);

DifferenceCounts count(const Differences& differences);

// What a gate may ask for.
enum class DifferenceGate : uint8_t { kAny, kAuthLost, kRouteRemoved, kRerouted, kLimitTightened };
// - kAny: anything, also what could not be decided.
// - kAuthLost: requests that had to bring credentials are let through without.
// - kRouteRemoved: a route that took requests is gone, or requests that a route took are answered
//   404 or 405.
// - kRerouted: requests go from one route to another one.
// - kLimitTightened: a limit that was added, lets less through, or may do so in some respect.
bool is_met(DifferenceGate gate, const Differences& differences);

}  // namespace gw::analyze
