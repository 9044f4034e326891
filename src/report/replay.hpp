// What came of running a recording again: whether every verdict is the one that the client saw, and
// which are not.
#pragma once

#include <string>

#include "report/style.hpp"
#include "simulate/replay.hpp"

namespace gw::report {

// A headline, what limits its claim, and a table of the differences.
std::string replay_text(const simulate::ReplayReport& replay, const Style& style);

// {"schema_version": 1, "exact", "requests", "compared", "equal", "differing", ..., "differences"}.
std::string replay_json(const simulate::ReplayReport& replay);

}  // namespace gw::report
