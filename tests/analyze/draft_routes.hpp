// Routes written in a line for the tests of this folder, and what the engine makes of them.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "config/config.hpp"
#include "engine/plan.hpp"

namespace gw::testing {

// "GET,POST a.com,*.b.com/users/{id}/* h:v=1 q:page~[0-9]+ h:x^pre h:y+ h:z-": methods ("*": any),
// hosts and path, then conditions on headers and query names: '=' exact, '~' pattern, '^' prefix,
// '+' present, '-' absent. A trailing "!" makes the route one with auth_required. The upstream is
// the first service.
config::Route route(std::string_view line);

config::Config config_of(const std::vector<std::string>& lines);

// By the bridge that everybody uses; aborts where it refuses.
std::shared_ptr<const engine::Plan> plan_of(const config::Config& config);

}  // namespace gw::testing
