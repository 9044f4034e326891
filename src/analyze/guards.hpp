// Finds ways around what guards a route: requests that reach a less guarded one and that the same
// upstream may well take for a request of the first.
#pragma once

#include <cstddef>
#include <vector>

#include "analyze/relation.hpp"
#include "analyze/route_facts.hpp"

namespace gw::analyze {

// About as many requests are tried for a route as these.
constexpr size_t kRequestsPerGuard = 8;

// Whether the route goes to a service and asks for credentials or has limits.
bool is_guarded(const config::Route& route);

// At most one for each variation.
std::vector<Bypass> find_bypasses(RouteSets& sets, const engine::RouteTable& table, size_t route);

}  // namespace gw::analyze
