#include "report/json_parts.hpp"

namespace gw::report {

namespace {

using simulate::Group;
using simulate::Results;

Json top_clients(const Results& results) {
  Json list = Json::array();
  for (const auto& row : results.hit.top) {
    const bool known = row.limit < results.limits.size();
    list.push_back({{"client", row.client},
                    {"requests", row.requests},
                    {"rejected", row.rejected},
                    {"delayed", row.delayed},
                    {"rejected_recorded_success", row.rejected_recorded_success},
                    {"first_rejected", json_moment(row.first_rejected)},
                    {"longest_stretch_ns", row.longest_stretch.ns},
                    {"longest_stretch_requests", row.longest_stretch_requests},
                    {"limit", known ? Json(results.limits[row.limit].name) : Json()}});
  }
  return list;
}

Json injected(const simulate::Reading& reading) {
  Json list = Json::array();
  for (const simulate::Injected& row : reading.injected) {
    list.push_back({{"inject", row.text},
                    {"from", json_moment(row.from)},
                    {"to", json_moment(row.to)},
                    {"status", row.status},
                    {"latency_ns", row.latency.ns},
                    {"calls", row.calls},
                    {"failed", row.failed},
                    {"requests", row.requests}});
  }
  return list;
}

Json sources(const simulate::Reading& reading) {
  Json list = Json::array();
  for (const auto& source : reading.sources) {
    list.push_back(json_source(source));
  }
  return list;
}

}  // namespace

std::string json_moment(WallTime time) {
  return to_rfc3339(time, 9);
}

Json json_moment(const std::optional<WallTime>& time) {
  return time ? Json(json_moment(*time)) : Json();
}

Json json_peak(const simulate::Peak& peak) {
  return {{"per_second", peak.per_second},
          {"at", peak.per_second == 0 ? Json() : Json(json_moment(peak.at))}};
}

void put_groups(Json& object, const simulate::GroupCounts& groups) {
  object["answered"] = groups[Group::kAnswered];
  object["failed"] = groups[Group::kFailed];
  object["rejected"] = groups[Group::kRejected];
  object["unrouted"] = groups[Group::kUnrouted];
}

Json json_hit(const Results& results) {
  const simulate::Hit& h = results.hit;
  return {{"clients", h.clients},
          {"clients_rejected", h.clients_rejected},
          {"clients_delayed", h.clients_delayed},
          {"clients_only_rejected", h.clients_only_rejected},
          {"rejected", h.rejected},
          {"delayed", h.delayed},
          {"rejected_recorded_success", h.rejected_recorded_success},
          {"rejected_recorded_rejected", h.rejected_recorded_rejected},
          {"rejected_recorded_failure", h.rejected_recorded_failure},
          {"peak", json_peak(h.peak)},
          {"first", json_moment(h.first)},
          {"overflow_requests", h.overflow_requests},
          {"top", top_clients(results)}};
}

Json json_delays(const simulate::QueueDelays& d) {
  return {{"count", d.count},
          {"p50_ns", d.p50.ns},
          {"p90_ns", d.p90.ns},
          {"p99_ns", d.p99.ns},
          {"max_ns", d.max.ns}};
}

Json json_leased(const simulate::Results& results) {
  if (!results.leased) return {};
  const policy::LeaseCounts& counts = results.leased->counts;
  return {{"permits", results.leased->permits},
          {"decided", counts.decided},
          {"asked", counts.asked},
          {"refused", counts.refused},
          {"early", counts.early},
          {"taken", counts.taken},
          {"used", counts.used}};
}

Json json_series(const simulate::Series& series) {
  Json points = Json::array();
  for (const auto& point : series.points) {
    Json object;
    put_groups(object, point.groups);
    object["delayed"] = point.delayed;
    points.push_back(std::move(object));
  }
  return {{"start", json_moment(series.start)},
          {"width_ns", series.width.ns},
          {"points", std::move(points)}};
}

Json json_source(const simulate::Reading::Source& source) {
  Json samples = Json::array();
  for (const auto& sample : source.samples) {
    samples.push_back(
        {{"line", sample.line}, {"reason", sample.reason}, {"excerpt", sample.excerpt}});
  }
  return {{"name", source.name},           {"format", source.format},
          {"lines", source.lines},         {"records", source.records},
          {"malformed", source.malformed}, {"comments", source.comments},
          {"samples", std::move(samples)}};
}

Json json_reading(const simulate::Reading& r) {
  Json statuses = Json::array();
  for (const auto& row : r.statuses) {
    statuses.push_back({{"status", row.status}, {"requests", row.requests}});
  }
  Json json{{"records", r.records},
            {"left_out", r.left_out},
            {"backwards", r.backwards},
            {"backwards_most_ns", r.backwards_most.ns},
            {"reordered", r.reordered},
            {"late", r.late},
            {"coarse_stamps", r.coarse_stamps},
            {"without_duration", r.without_duration},
            {"assumed_duration", r.assumed_duration},
            {"refused_left_out", r.refused_left_out},
            {"with_forwarded_for", r.with_forwarded_for},
            {"unnamed_clients", r.unnamed_clients},
            {"without_host", r.without_host},
            {"without_status", r.without_status},
            {"garbage", r.garbage},
            {"recorded_by_gateway", r.recorded_by_gateway},
            {"statuses", std::move(statuses)},
            {"sources", sources(r)}};
  if (!r.injected.empty()) json["injected"] = injected(r);
  if (r.scaled) {
    json["scaled"] = {
        {"factor", r.scaled->factor}, {"added", r.scaled->added}, {"dropped", r.scaled->dropped}};
  }
  return json;
}

Json json_caveats(const std::vector<simulate::Caveat>& caveats) {
  Json list = Json::array();
  for (const auto& caveat : caveats) {
    list.push_back({{"code", caveat.code},
                    {"count", caveat.count},
                    {"of", caveat.of},
                    {"message", caveat.message}});
  }
  return list;
}

std::string to_document(const Json& json) {
  return json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace gw::report
