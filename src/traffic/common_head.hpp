// The front of nearly every text log, `client - user [time] "METHOD target HTTP/1.1" 200 1234`, in
// one pass from the quotes around the request.
#pragma once

#include "traffic/record.hpp"
#include "traffic/stamps.hpp"

namespace gw::traffic {

// Of the line that starts at `line` and whose first two stops (see Stops) are `open` and `close`.
// Fills the record and returns where the byte count ends. Null when the line is unusual in any way:
// then the general steps decide, and where both read it they agree. Never reads more than 64 bytes
// behind the line's end.
const char* read_common_head(const char* line, const char* open, const char* close, ClfClock& clock,
                             Record& record);

}  // namespace gw::traffic
