// The tests of one file, one after the other, each on a State of its own.
#pragma once

#include <memory>
#include <string_view>

#include "engine/plan.hpp"
#include "scenario/coverage.hpp"
#include "scenario/results.hpp"
#include "scenario/script.hpp"

namespace gw::scenario {

// Those whose name holds `filter`. `script` has no errors, check_names found nothing; it outlives
// the result. What they reach is added to `coverage`.
FileResult run(const Script& script, const std::shared_ptr<const engine::Plan>& plan,
               std::string_view filter, Coverage& coverage);

}  // namespace gw::scenario
