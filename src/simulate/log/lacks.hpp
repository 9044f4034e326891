// Which questions a log cannot answer, and what its writer would have to add.
#pragma once

#include <cstdint>

#include "simulate/log/log_stat.hpp"
#include "simulate/work.hpp"

namespace gw::simulate {

// Of the requests; what IntakeCounts does not count.
struct LackCounts {
  uint64_t without_upstream = 0;  // neither the upstream's status nor who made the answer
  uint64_t unavailable = 0;       // 503 and no upstream's answer beside it
};

// Sets `lacks` and `log_format` from everything else in the stat.
void find_lacks(LogStat& stat, const IntakeCounts& counts, const LackCounts& more);

}  // namespace gw::simulate
