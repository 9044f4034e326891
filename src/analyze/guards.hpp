// Finds ways around what guards a route: requests that reach a less guarded one and that the same
// upstream may well take for a request of the first.
#pragma once

#include <vector>

#include "analyze/relation.hpp"
#include "analyze/route_facts.hpp"

namespace gw::analyze {

// At most one for each variation.
std::vector<Bypass> find_bypasses(RouteSets& sets, const engine::RouteTable& table, size_t route);

}  // namespace gw::analyze
