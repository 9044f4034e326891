// What the upstream is asked for: the request target that an attempt sends.
#pragma once

#include <string>

#include "engine/plan.hpp"
#include "http/message.hpp"

namespace gw::engine {

// Appends path and query. An upstream path of the route replaces the matched path, with what a
// final wildcard took appended; without one the canonical path is kept behind the endpoint's base
// path. The query is kept as sent in both cases.
void append_target(std::string& out, const RoutePlan& route, const EndpointPlan& endpoint,
                   const Match& match, const http::RequestHead& head);

}  // namespace gw::engine
