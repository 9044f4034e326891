// One line that says how far a long input is, for a terminal.
#pragma once

#include <cstdint>
#include <string>

#include "base/time.hpp"

namespace gw::report {

// "  1,234,567 records, 42%, 3.2M/s, 12s left", at most 79 columns, without a line end. `total` is
// 0 when the size is not known.
std::string progress_line(uint64_t records, uint64_t bytes, uint64_t total, Duration elapsed);

}  // namespace gw::report
