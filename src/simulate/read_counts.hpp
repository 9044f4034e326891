// What reading the logs found, for reports.
#pragma once

#include <vector>

#include "simulate/reorder.hpp"
#include "simulate/results.hpp"
#include "simulate/simulate.hpp"
#include "simulate/work.hpp"

namespace gw::simulate {

// All but `missing_headers`.
Reading read_counts(const std::vector<Source>& sources, const IntakeCounts& counts,
                    const ReorderBuffer& buffer);

// Whether both may be of the same logs, which may have been read from different places.
bool is_same_log(Reading one, Reading other);

}  // namespace gw::simulate
