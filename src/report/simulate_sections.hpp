// The parts of the simulation's text report, each empty when there is nothing to show. A section is
// a heading line and what stands under it.
#pragma once

#include <string>

#include "report/style.hpp"
#include "simulate/results.hpp"

namespace gw::report {

std::string heading(const Style& style, std::string_view title, std::string_view aside = {});

// The time of day, after month and day when the traffic spans more than one day.
std::string moment(const simulate::Results& results, WallTime time);

std::string routes_section(const simulate::Results& results, const Style& style);
std::string limits_section(const simulate::Results& results, const Style& style);
// `noun` is what is counted by: "client", "key".
std::string hit_section(const simulate::Results& results, const Style& style,
                        std::string_view noun);
std::string unrouted_section(const simulate::Results& results, const Style& style);
std::string upstreams_section(const simulate::Results& results, const Style& style);
std::string breakers_section(const simulate::Results& results, const Style& style);
// What the log cannot tell, and how it was read.
std::string caveats_section(const simulate::Results& results, const Style& style);
// One source with what could not be read of it.
std::string source_lines(const simulate::Reading::Source& source, const Style& style);
std::string reading_section(const simulate::Results& results, const Style& style);

}  // namespace gw::report
