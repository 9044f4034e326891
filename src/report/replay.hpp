// What came of running a recording again: whether every verdict is the one that the client saw, and
// which are not.
#pragma once

#include <cstdint>
#include <string>

#include "report/style.hpp"
#include "simulate/replay.hpp"

namespace gw::report {

// What was run again: every recorded step, or arrivals and upstream outcomes alone.
enum class ReplayedFrom : uint8_t { kSteps, kArrivals };

// A headline, what limits its claim, and a table of the differences.
std::string replay_text(const simulate::ReplayReport& replay, ReplayedFrom from,
                        const Style& style);

// {"schema_version": 1, "from", "exact", "requests", "compared", "equal", "differing", ...,
// "differences"}.
std::string replay_json(const simulate::ReplayReport& replay, ReplayedFrom from);

}  // namespace gw::report
