// The report of a simulation for a terminal: one sentence first, then what happened, to whom, and
// what the log cannot tell. Sections without content are left out.
#pragma once

#include <string>

#include "report/style.hpp"
#include "simulate/results.hpp"

namespace gw::report {

std::string simulation_text(const simulate::Results& results, const Style& style);

}  // namespace gw::report
