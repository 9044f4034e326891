#include <algorithm>
#include <utility>

#include "report/breaker_tune.hpp"
#include "report/json_parts.hpp"

namespace gw::report {

namespace {

using simulate::BreakerTune;
using simulate::BreakerTuneGroup;
using simulate::BreakerTunePoint;
using simulate::CandidateResult;

Json json_name(const BreakerTune& tune, size_t candidate) {
  const simulate::BreakerGrid::Place place = tune.grid.place(candidate);
  return {{"failure_rate_ppm", place.failure_rate ? Json(place.failure_rate->ppm) : Json()},
          {"window_ns", place.window ? Json(place.window->ns) : Json()},
          {"consecutive", place.in_a_row ? Json(*place.in_a_row) : Json()}};
}

Json json_result(const CandidateResult& result, uint64_t outages) {
  return {{"opened", result.counts.opened},
          {"flaps", result.counts.flaps},
          {"open_ns", result.counts.open.ns},
          {"half_open_ns", result.counts.half_open.ns},
          {"longest_ns", result.longest.ns},
          {"shed", result.counts.shed},
          {"failures_avoided", result.counts.failures_avoided},
          {"lost_successes", result.counts.lost_successes},
          {"detection",
           {{"count", result.detections.count},
            {"mean_ns", result.detections.mean().ns},
            {"longest_ns", result.detections.longest.ns}}},
          {"outages_met", result.outages_met},
          {"outages_missed", outages - result.outages_met}};
}

Json json_point(const BreakerTune& tune, const BreakerTunePoint& point) {
  Json object = json_name(tune, point.candidate);
  object["score"] = point.score;
  object["within"] = point.within;
  object.update(json_result(point.result, tune.totals.outages));
  return object;
}

Json json_calls(const simulate::CallTimeline::GroupCounts& calls) {
  return {{"calls", calls.calls},
          {"failures", calls.failures},
          {"successes", calls.successes},
          {"outages", calls.outages}};
}

Json json_group(const BreakerTune& tune, const BreakerTuneGroup& group) {
  Json object{{"group", group.group}};
  object.update(json_calls(group.calls));
  object["suggested"] =
      group.suggested ? json_result(*group.suggested, group.calls.outages) : Json();
  object["best"] = group.best ? json_name(tune, *group.best) : Json();
  return object;
}

}  // namespace

std::string breaker_tune_json(const BreakerTune& tune, Product product) {
  const bool any = tune.totals.calls > 0;
  Json document;
  document["schema_version"] = 1;
  document["partial"] = tune.partial;
  document["first"] = any ? Json(json_moment(tune.results.first)) : Json();
  document["last"] = any ? Json(json_moment(tune.results.last)) : Json();
  document["minimum_calls"] = tune.common.minimum_calls;
  document["open_for_ns"] = tune.common.open_for.ns;
  document["half_open"] = tune.common.half_open_probes;
  document["failing_statuses"] = tune.failures_text;
  document["group_by"] = tune.group_by.empty() ? Json() : Json(tune.group_by);
  document["outage"] = {{"failure_rate_ppm", tune.outage.share.ppm}, {"calls", tune.outage.calls}};
  document["lose_at_most_ppm"] = tune.lose_at_most.ppm;
  document["lost_weighs"] = tune.lost_weighs;
  document["totals"] = json_calls(tune.totals);
  document["suggestion"] =
      tune.suggestion ? json_point(tune, tune.points[*tune.suggestion]) : Json();
  document["to_paste"] = tune.suggestion ? Json(breaker_lines(tune, product)) : Json();
  document["candidates"] = Json::array();
  for (const BreakerTunePoint& point : tune.points) {
    document["candidates"].push_back(json_point(tune, point));
  }
  document["groups"] = Json::array();
  for (const BreakerTuneGroup& group : tune.groups) {
    document["groups"].push_back(json_group(tune, group));
  }
  document["caveats"] = json_caveats(tune.results.caveats);
  document["reading"] = json_reading(tune.results.reading);
  return to_document(document);
}

}  // namespace gw::report
