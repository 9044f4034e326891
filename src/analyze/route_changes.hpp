// What a request meets on one route and what on another, as it holds in the end and whoever says
// it: a key that moved, or a default that is written down, is no change.
#pragma once

#include <cstddef>
#include <vector>

#include "analyze/change.hpp"
#include "analyze/settings.hpp"

namespace gw::analyze {

// A route of each configuration.
struct TwoRoutes {
  const Settings& before;
  size_t old_route = 0;
  const Settings& after;
  size_t new_route = 0;
  // The same route: then who shares its limits and upstreams with it counts too.
  bool is_pair = true;

  const config::Route& was() const { return before.route(old_route); }
  const config::Route& is() const { return after.route(new_route); }
};

// In the order in which a request meets them.
std::vector<Change> route_changes(const TwoRoutes& two);

// Whether a request meets no State on one route that it does not meet on the other: no limit,
// breaker or bound that counts for one of the two alone. Of two routes without changes.
bool share_state(const TwoRoutes& two);

// Those of limits, and of what is sent to upstreams and how.
void add_limit_changes(const TwoRoutes& two, std::vector<Change>& out);
void add_upstream_changes(const TwoRoutes& two, std::vector<Change>& out);
void add_call_changes(const TwoRoutes& two, std::vector<Change>& out);

// Listeners, proxies and caps.
std::vector<Change> gateway_changes(const Settings& before, const Settings& after);

}  // namespace gw::analyze
