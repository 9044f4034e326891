#include "report/diff.hpp"
#include "report/diff_traffic.hpp"
#include "report/json_parts.hpp"

namespace gw::report {

namespace {

Json json_place(const analyze::WrittenAt& place) {
  if (place.line == 0) return nullptr;
  return {{"file", place.file}, {"line", place.line}};
}

Json json_route(const std::optional<analyze::NamedRoute>& route) {
  if (!route) return nullptr;
  return {{"name", route->name}, {"file", route->place.file}, {"line", route->place.line}};
}

Json json_changes(const std::vector<analyze::Change>& changes) {
  Json out = Json::array();
  for (const analyze::Change& one : changes) {
    Json object{{"about", name(one.aspect)},
                {"change", name(one.sense)},
                {"setting", one.setting},
                {"before", one.before.empty() ? Json(nullptr) : Json(one.before)},
                {"after", one.after.empty() ? Json(nullptr) : Json(one.after)},
                {"old", json_place(one.old_place)},
                {"new", json_place(one.new_place)}};
    if (one.aspect == analyze::Aspect::kLimit) object["may_refuse_more"] = one.may_refuse_more;
    out.push_back(std::move(object));
  }
  return out;
}

Json json_moves(const std::vector<analyze::MovedRequests>& moves) {
  const auto status = [](uint16_t one) { return one == 0 ? Json(nullptr) : Json(one); };
  Json out = Json::array();
  for (const analyze::MovedRequests& one : moves) {
    out.push_back({{"request", analyze::to_string(one.witness)},
                   {"from", json_route(one.from)},
                   {"to", json_route(one.to)},
                   {"status_before", status(one.status_before)},
                   {"status_after", status(one.status_after)},
                   {"changes", json_changes(one.changes)}});
  }
  return out;
}

Json json_routes(const analyze::Differences& differences) {
  Json out = Json::array();
  for (const analyze::RouteDifference& one : differences.routes) {
    Json routes = Json::array();
    for (const auto& route : one.routes) {
      routes.push_back({{"old", json_route(route.before)}, {"new", json_route(route.after)}});
    }
    out.push_back({{"event", name(one.event)},
                   {"routes", std::move(routes)},
                   {"moves", json_moves(one.moves)},
                   {"changes", json_changes(one.changes)}});
  }
  return out;
}

Json json_counts(const analyze::DifferenceCounts& counts) {
  return {{"routes_added", counts.routes_added},
          {"routes_removed", counts.routes_removed},
          {"routes_rematched", counts.routes_rematched},
          {"routes_rerouted", counts.routes_rerouted},
          {"auth_lost", counts.auth_lost},
          {"auth_added", counts.auth_added},
          {"limits_added", counts.limits_added},
          {"limits_removed", counts.limits_removed},
          {"limits_tightened", counts.limits_tightened},
          {"limits_loosened", counts.limits_loosened},
          {"limits_changed", counts.limits_changed},
          {"other_settings", counts.others}};
}

}  // namespace

std::string diff_json(const Diff& diff) {
  const analyze::Differences& found = diff.differences;
  Json open = Json::array();
  for (const analyze::OpenDifference& one : found.open) {
    const auto name = [](const std::string& text) {
      return text.empty() ? Json(nullptr) : Json(text);
    };
    open.push_back({{"from", name(one.from)}, {"to", name(one.to)}, {"construct", one.construct}});
  }
  Json traffic;
  if (diff.traffic != nullptr) traffic = traffic_json(*diff.traffic);
  return to_document({{"schema_version", 1},
                      {"old", diff.before},
                      {"new", diff.after},
                      {"summary", diff_summary(found)},
                      {"counts", json_counts(analyze::count(found))},
                      {"routes", json_routes(found)},
                      {"gateway", json_changes(found.gateway)},
                      {"not_decided", std::move(open)},
                      {"traffic", std::move(traffic)}});
}

}  // namespace gw::report
