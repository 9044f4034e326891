// gw's own recordings as ordinary traffic: arrivals and upstream outcomes without the steps, for
// other configurations than the one that ran.
#pragma once

#include <memory>

#include "traffic/line_source.hpp"

namespace gw::traffic {

// Every line but the requests is a comment. Records are start-stamped and exact to the nanosecond;
// their fields leave out fingerprints, and their upstream outcome is the first attempt's.
std::unique_ptr<RecordSource> read_recorded_traffic(Input input);

}  // namespace gw::traffic
