// The parts of results that several JSON reports have.
#pragma once

#include <nlohmann/json.hpp>
#include <optional>
#include <string>

#include "simulate/results.hpp"

namespace gw::report {

using Json = nlohmann::ordered_json;

// RFC 3339 with nine decimals.
std::string json_moment(WallTime time);
Json json_moment(const std::optional<WallTime>& time);
Json json_peak(const simulate::Peak& peak);
void put_groups(Json& object, const simulate::GroupCounts& groups);
Json json_hit(const simulate::Results& results);
Json json_delays(const simulate::QueueDelays& delays);
// Null without leases.
Json json_leased(const simulate::Results& results);
Json json_series(const simulate::Series& series);
Json json_source(const simulate::Reading::Source& source);
Json json_reading(const simulate::Reading& reading);
Json json_caveats(const std::vector<simulate::Caveat>& caveats);
// As a document, bytes that are no text replaced.
std::string to_document(const Json& json);

}  // namespace gw::report
