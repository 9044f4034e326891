// The results of a simulation as JSON, for scripts. `schema_version` counts up when a key changes
// its meaning or goes; new keys may come at any time. Counts are integers, times RFC 3339 in UTC
// with nanoseconds, lengths of time integers with `_ns` at the end of their name. Keys stand in a
// fixed order.
#pragma once

#include <string>

#include "simulate/results.hpp"

namespace gw::report {

std::string simulation_json(const simulate::Results& results);

}  // namespace gw::report
