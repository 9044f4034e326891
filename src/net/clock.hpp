// The only place that asks the operating system for the time.
#pragma once

#include "base/time.hpp"

namespace gw::net {

// Both clocks, mono first: CLOCK_MONOTONIC and CLOCK_REALTIME. A loop calls this once a turn.
Now read_clock();

}  // namespace gw::net
