// A recording's own steps through the engine, in their order. Stops at the first gap.
#pragma once

#include <functional>

#include "simulate/course.hpp"

namespace gw::simulate {

// Hears of each policy that a request of the log, by its place there, meets.
using OnMet = std::function<void(size_t request, const engine::TrailEntry&)>;

// `key` is of the limiters. An Error when a plan does not compile.
Result<Courses> run_steps(const RecordingLog& log, const CompileRecorded& compile, HashKey key,
                          const OnMet& on_met = nullptr);

}  // namespace gw::simulate
