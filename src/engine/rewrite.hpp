// What the upstream is asked for: the path that an attempt sends.
#pragma once

#include <string>
#include <string_view>

#include "engine/plan.hpp"

namespace gw::engine {

// The endpoint's base path, then the route's upstream path with what a final wildcard took, or the
// request's canonical path where the route names none.
std::string upstream_path(const RoutePlan& route, std::string_view base_path,
                          std::string_view remainder, std::string_view path);

}  // namespace gw::engine
