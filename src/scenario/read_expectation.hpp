// The part of a test file's reader for what is expected.
#pragma once

#include <vector>

#include "config/problem.hpp"
#include "config/view.hpp"
#include "scenario/script.hpp"

namespace gw::scenario {

// Of a step: one or a list.
std::vector<Expectation> read_expectations(const config::View& step, config::Problems& problems);

}  // namespace gw::scenario
