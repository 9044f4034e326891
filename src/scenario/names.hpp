// Names that a test file uses and its configuration does not know.
#pragma once

#include "base/diagnostic.hpp"
#include "engine/plan.hpp"
#include "scenario/script.hpp"

namespace gw::scenario {

// Each at its place in the test file, with what was probably meant.
Diagnostics check_names(const Script& script, const engine::Plan& plan);

}  // namespace gw::scenario
