// What a log says of a diff: the part of its report that needs one.
#pragma once

#include <nlohmann/json.hpp>
#include <string>

#include "report/style.hpp"
#include "simulate/compare.hpp"

namespace gw::report {

// "1,939 requests, 2026-11-20 08:00:54 to 11:11:30 UTC: 283 end in another way, 96 newly refused
// (96 of them recorded as successes) from 4 of 136 clients, 2 newly let through."
std::string traffic_headline(const simulate::TrafficChange& traffic);

std::string traffic_text(const simulate::TrafficChange& traffic, const Style& style);
nlohmann::ordered_json traffic_json(const simulate::TrafficChange& traffic);
std::string traffic_markdown(const simulate::TrafficChange& traffic);

}  // namespace gw::report
