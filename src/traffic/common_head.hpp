// The front of nearly every text log, `client - user [time] "METHOD target HTTP/1.1" 200 1234`, in
// one pass.
#pragma once

#include <string_view>

#include "traffic/record.hpp"
#include "traffic/stamps.hpp"

namespace gw::traffic {

// Fills the record and returns where the byte count ends. 0 when the line is unusual in any way, a
// backslash included: then the general steps decide, and where both read it they agree.
size_t read_common_head(std::string_view line, ClfClock& clock, Record& record);

}  // namespace gw::traffic
