// Numbers, shares and times as people read them, in integer arithmetic.
#pragma once

#include <cstdint>
#include <string>

#include "base/text.hpp"
#include "base/time.hpp"

namespace gw::report {

using gw::counted;
using gw::grouped;

// "12.5%" of `whole`, rounded to a tenth; never "0.0%" for something nor "100.0%" for less than
// all: "<0.1%", ">99.9%". "-" of nothing.
std::string percent(uint64_t part, uint64_t whole);

// "310 (2.5%)".
std::string with_percent(uint64_t part, uint64_t whole);

// The two largest units that matter: "3h12m", "1m05s", "12.3s", "420ms", "35us", "0s".
std::string approximate(Duration length);

// "09:35:12" and "2026-11-20 09:35:12", in UTC.
std::string time_of_day(WallTime time);
std::string date_and_time(WallTime time);

// Between which moments something happened, the date said once when it is the same:
// "2026-11-20 08:00:03 to 11:12:09".
std::string span_of(WallTime first, WallTime last);

// Whether two counts of the same are more than one in a hundred of the larger apart.
bool differ(uint64_t a, uint64_t b);

// "3 replicas", "3 nodes, by file"; empty for one that stands for all. With leases of so many
// permits, unless that is 0, "3 replicas, leases of 10".
std::string replicas_text(uint32_t replicas, bool by_file, int64_t lease);

}  // namespace gw::report
