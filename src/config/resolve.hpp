// A Draft to a Config: names become indexes, what is inherited is filled in, everything has a
// unique name, and what is only wrong together is told: names that nobody has, routes that would
// match the same requests.
#pragma once

#include "config/config.hpp"
#include "config/draft.hpp"
#include "config/problem.hpp"

namespace gw::config {

Config resolve(Draft draft, Problems& problems);

}  // namespace gw::config
