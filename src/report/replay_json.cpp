#include <fmt/core.h>

#include <nlohmann/json.hpp>

#include "report/replay.hpp"

namespace gw::report {

namespace {

using Json = nlohmann::ordered_json;

Json to_json(const simulate::SeenVerdict& seen) {
  return {{"reason", seen.reason}, {"status", seen.status}, {"retry_after_s", seen.retry_after_s}};
}

}  // namespace

std::string replay_json(const simulate::ReplayReport& replay, ReplayedFrom from) {
  const bool slack = from == ReplayedFrom::kArrivals;
  Json document;
  document["schema_version"] = 1;
  document["from"] = slack ? "arrivals" : "steps";
  document["exact"] = replay.is_exact();
  document["requests"] = replay.requests;
  document["compared"] = replay.compared;
  document["equal"] = replay.equal;
  document["differing"] = replay.differing;
  document["explained"] = slack ? Json(replay.explained) : Json();
  document["sampled"] = slack ? Json(replay.sampled) : Json();
  document["steps"] = slack ? Json() : Json(replay.steps);
  document["plans"] = replay.plans;
  document["after_gap"] = replay.after_gap;
  document["gap"] =
      replay.gap ? Json{{"seq", replay.gap->seq}, {"reason", replay.gap->reason}} : Json();
  document["recorded_digest"] =
      replay.recorded_digest ? Json(fmt::format("{:016x}", *replay.recorded_digest)) : Json();
  document["digest"] = slack ? Json() : Json(fmt::format("{:016x}", replay.digest));
  document["differences"] = Json::array();
  for (const simulate::Difference& difference : replay.differences) {
    document["differences"].push_back({{"ticket", difference.ticket},
                                       {"method", difference.method},
                                       {"target", difference.target},
                                       {"arrived", to_rfc3339(difference.arrived, 9)},
                                       {"recorded", to_json(difference.recorded)},
                                       {"replayed", to_json(difference.replayed)},
                                       {"cause", slack ? Json(name(difference.cause)) : Json()}});
  }
  return document.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace gw::report
