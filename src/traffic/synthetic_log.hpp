// Made-up requests as the lines of a log.
#pragma once

#include <cstdint>
#include <functional>
#include <string_view>

#include "traffic/record_writer.hpp"
#include "traffic/synthetic.hpp"

namespace gw::traffic {

// Calls `write` with a line, its LF in it, for each request, until it answers false. JSON and CSV
// lines are stamped when the request came, in microseconds and in that order; combined ones when it
// ended, in seconds and that order, with nginx's request time behind them.
void write_synthetic_log(const SyntheticTraffic& traffic, LogOutput output,
                         const std::function<bool(std::string_view)>& write);

}  // namespace gw::traffic
