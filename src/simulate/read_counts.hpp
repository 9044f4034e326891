// What reading the logs found, for reports.
#pragma once

#include <string>
#include <vector>

#include "engine/plan.hpp"
#include "http/message.hpp"
#include "simulate/reorder.hpp"
#include "simulate/results.hpp"
#include "simulate/simulate.hpp"
#include "simulate/work.hpp"

namespace gw::simulate {

Reading::Source describe_source(const Source& source);
// Ascending, without those that never came; 0 is unknown.
std::vector<StatusCount> status_counts(const IntakeCounts& counts);

// Counts which of the header fields that the Plan reads a request holds, and those that none held.
void count_headers(const engine::Plan& plan, const http::RequestHead& head, IntakeCounts& counts);
std::vector<std::string> missing_headers(const engine::Plan& plan, const IntakeCounts& counts);

// All but `missing_headers`.
Reading read_counts(const std::vector<Source>& sources, const IntakeCounts& counts,
                    const ReorderBuffer& buffer);

// Whether both may be of the same logs, which may have been read from different places.
bool is_same_log(Reading one, Reading other);

}  // namespace gw::simulate
