// A recording's own steps through the engine, in their order. Stops at the first gap.
#pragma once

#include "simulate/course.hpp"

namespace gw::simulate {

// `key` is of the limiters. An Error when a plan does not compile.
Result<Courses> run_steps(const RecordingLog& log, const CompileRecorded& compile, HashKey key);

}  // namespace gw::simulate
