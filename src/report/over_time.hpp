// How many requests met which end, over time, in a line each.
#pragma once

#include <string>

#include "report/style.hpp"
#include "simulate/results.hpp"

namespace gw::report {

// One sparkline a group, each on its own scale, with its largest value; empty for a moment alone.
std::string over_time(const simulate::Results& results, const Style& style);

}  // namespace gw::report
