#include "report/simulate_json.hpp"

#include <fmt/core.h>

#include <nlohmann/json.hpp>

namespace gw::report {

namespace {

using Json = nlohmann::ordered_json;
using simulate::Group;
using simulate::Results;

std::string moment(WallTime time) {
  return to_rfc3339(time, 9);
}

Json moment_or_null(const std::optional<WallTime>& time) {
  return time ? Json(moment(*time)) : Json();
}

Json peak(const simulate::Peak& peak) {
  return {{"per_second", peak.per_second},
          {"at", peak.per_second == 0 ? Json() : Json(moment(peak.at))}};
}

void put_groups(Json& object, const simulate::GroupCounts& groups) {
  object["answered"] = groups[Group::kAnswered];
  object["failed"] = groups[Group::kFailed];
  object["rejected"] = groups[Group::kRejected];
  object["unrouted"] = groups[Group::kUnrouted];
}

Json outcomes(const std::vector<simulate::ReasonStatus>& rows) {
  Json list = Json::array();
  for (const auto& row : rows) {
    list.push_back({{"reason", engine::name(row.reason)},
                    {"status", row.status},
                    {"requests", row.requests},
                    {"bound", row.bound}});
  }
  return list;
}

Json totals(const Results& results) {
  const simulate::Totals& t = results.totals;
  Json object;
  object["requests"] = t.requests;
  put_groups(object, t.groups);
  object["delayed"] = t.delayed;
  object["shadow_refused"] = t.shadow_refused;
  object["attempts"] = t.attempts;
  object["retries"] = t.retries;
  object["retried"] = t.retried;
  object["steps"] = t.steps;
  return object;
}

Json routes(const Results& results) {
  Json list = Json::array();
  for (const auto& row : results.routes) {
    Json object{{"name", row.name}, {"path", row.path}, {"service", row.service}};
    object["requests"] = row.requests;
    put_groups(object, row.groups);
    object["delayed"] = row.delayed;
    object["shadow_refused"] = row.shadow_refused;
    object["retries"] = row.retries;
    object["sampled"] = row.sampled;
    object["peak"] = peak(row.peak);
    object["outcomes"] = outcomes(row.outcomes);
    list.push_back(std::move(object));
  }
  return list;
}

Json limits(const Results& results) {
  Json list = Json::array();
  for (const auto& row : results.limits) {
    list.push_back({{"name", row.name},
                    {"shadow", row.shadow},
                    {"requests", row.requests},
                    {"refused", row.refused},
                    {"shadow_refused", row.shadow_refused},
                    {"delayed", row.delayed},
                    {"clients", row.clients},
                    {"peak_refused", peak(row.peak_refused)},
                    {"first_refused", moment_or_null(row.first_refused)}});
  }
  return list;
}

Json top_clients(const Results& results) {
  Json list = Json::array();
  for (const auto& row : results.hit.top) {
    const bool known = row.limit < results.limits.size();
    list.push_back({{"client", row.client},
                    {"requests", row.requests},
                    {"rejected", row.rejected},
                    {"delayed", row.delayed},
                    {"rejected_recorded_success", row.rejected_recorded_success},
                    {"first_rejected", moment_or_null(row.first_rejected)},
                    {"longest_stretch_ns", row.longest_stretch.ns},
                    {"longest_stretch_requests", row.longest_stretch_requests},
                    {"limit", known ? Json(results.limits[row.limit].name) : Json()}});
  }
  return list;
}

Json hit(const Results& results) {
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
          {"peak", peak(h.peak)},
          {"first", moment_or_null(h.first)},
          {"overflow_requests", h.overflow_requests},
          {"top", top_clients(results)}};
}

Json unrouted(const Results& results) {
  Json top = Json::array();
  for (const auto& row : results.unrouted.top) {
    top.push_back({{"method", row.method},
                   {"pattern", row.pattern},
                   {"reason", engine::name(row.reason)},
                   {"requests", row.requests},
                   {"recorded_success", row.recorded_success},
                   {"example", row.example}});
  }
  return {{"requests", results.unrouted.requests},
          {"recorded_success", results.unrouted.recorded_success},
          {"patterns", results.unrouted.patterns},
          {"overflow_requests", results.unrouted.overflow_requests},
          {"top", std::move(top)}};
}

Json endpoints(const Results& results) {
  Json list = Json::array();
  for (const auto& row : results.endpoints) {
    list.push_back({{"service", row.service},
                    {"endpoint", row.endpoint},
                    {"attempts", row.attempts},
                    {"errors", row.errors},
                    {"timeouts", row.timeouts},
                    {"aborted", row.aborted},
                    {"peak", peak(row.peak)},
                    {"in_flight_peak", row.in_flight_peak},
                    {"in_flight_peak_at",
                     row.in_flight_peak == 0 ? Json() : Json(moment(row.in_flight_peak_at))}});
  }
  return list;
}

const char* state_name(policy::BreakerState state) {
  switch (state) {
    case policy::BreakerState::kOpen:
      return "open";
    case policy::BreakerState::kHalfOpen:
      return "half-open";
    case policy::BreakerState::kClosed:
      break;
  }
  return "closed";
}

Json breakers(const Results& results) {
  Json list = Json::array();
  for (const auto& row : results.breakers) {
    Json changes = Json::array();
    for (const auto& change : row.changes) {
      changes.push_back({{"at", moment(change.at)}, {"to", state_name(change.to)}});
    }
    list.push_back({{"name", row.name},
                    {"endpoint", row.endpoint},
                    {"replica", row.replica},
                    {"opened", row.opened},
                    {"open_ns", row.open.ns},
                    {"half_open_ns", row.half_open.ns},
                    {"shed", row.shed},
                    {"at_end", state_name(row.at_end)},
                    {"changes_total", row.changes_total},
                    {"changes", std::move(changes)}});
  }
  return list;
}

Json delays(const Results& results) {
  const simulate::QueueDelays& d = results.delays;
  return {{"count", d.count},
          {"p50_ns", d.p50.ns},
          {"p90_ns", d.p90.ns},
          {"p99_ns", d.p99.ns},
          {"max_ns", d.max.ns}};
}

Json series(const Results& results) {
  Json points = Json::array();
  for (const auto& point : results.series.points) {
    Json object;
    put_groups(object, point.groups);
    object["delayed"] = point.delayed;
    points.push_back(std::move(object));
  }
  return {{"start", moment(results.series.start)},
          {"width_ns", results.series.width.ns},
          {"points", std::move(points)}};
}

Json assumptions(const Results& results) {
  const simulate::Assumptions& a = results.assumptions;
  return {{"outcomes_recorded", a.outcomes_recorded},
          {"outcomes_sampled", a.outcomes_sampled},
          {"outcomes_default", a.outcomes_default},
          {"retries_sampled", a.retries_sampled},
          {"durations_unknown", a.durations_unknown},
          {"statuses_unknown", a.statuses_unknown},
          {"clients_left", a.clients_left},
          {"authenticated_by_user", a.authenticated_by_user},
          {"authenticated_by_address", a.authenticated_by_address},
          {"unauthenticated", a.unauthenticated}};
}

Json sources(const Results& results) {
  Json list = Json::array();
  for (const auto& source : results.reading.sources) {
    Json samples = Json::array();
    for (const auto& sample : source.samples) {
      samples.push_back(
          {{"line", sample.line}, {"reason", sample.reason}, {"excerpt", sample.excerpt}});
    }
    list.push_back({{"name", source.name},
                    {"format", source.format},
                    {"lines", source.lines},
                    {"records", source.records},
                    {"malformed", source.malformed},
                    {"comments", source.comments},
                    {"samples", std::move(samples)}});
  }
  return list;
}

Json reading(const Results& results) {
  const simulate::Reading& r = results.reading;
  Json statuses = Json::array();
  for (const auto& row : r.statuses) {
    statuses.push_back({{"status", row.status}, {"requests", row.requests}});
  }
  return {{"records", r.records},
          {"left_out", r.left_out},
          {"backwards", r.backwards},
          {"backwards_most_ns", r.backwards_most.ns},
          {"reordered", r.reordered},
          {"late", r.late},
          {"coarse_stamps", r.coarse_stamps},
          {"without_duration", r.without_duration},
          {"unnamed_clients", r.unnamed_clients},
          {"without_host", r.without_host},
          {"without_status", r.without_status},
          {"garbage", r.garbage},
          {"recorded_by_gateway", r.recorded_by_gateway},
          {"statuses", std::move(statuses)},
          {"sources", sources(results)}};
}

Json caveats(const Results& results) {
  Json list = Json::array();
  for (const auto& caveat : results.caveats) {
    list.push_back({{"code", caveat.code},
                    {"count", caveat.count},
                    {"of", caveat.of},
                    {"message", caveat.message}});
  }
  return list;
}

Json one_address(const Results& results) {
  if (!results.one_address) return {};
  return {{"address", results.one_address->address},
          {"requests", results.one_address->requests},
          {"suggestion", results.one_address->suggestion}};
}

}  // namespace

std::string simulation_json(const Results& results) {
  const bool any = results.totals.requests > 0;
  Json document;
  document["schema_version"] = 1;
  document["config"] = results.config;
  document["seed"] = results.seed;
  document["replicas"] = results.replicas;
  document["first"] = any ? Json(moment(results.first)) : Json();
  document["last"] = any ? Json(moment(results.last)) : Json();
  document["totals"] = totals(results);
  document["outcomes"] = outcomes(results.outcomes);
  document["hit"] = hit(results);
  document["limits"] = limits(results);
  document["routes"] = routes(results);
  document["unrouted"] = unrouted(results);
  document["endpoints"] = endpoints(results);
  document["breakers"] = breakers(results);
  document["queue_delays"] = delays(results);
  document["one_address"] = one_address(results);
  document["caveats"] = caveats(results);
  document["assumptions"] = assumptions(results);
  document["reading"] = reading(results);
  document["series"] = series(results);
  document["keys"] = results.keys;
  document["journeys_peak"] = results.journeys_peak;
  // A string: a 64-bit number does not survive every JSON reader.
  document["digest"] = fmt::format("{:016x}", results.digest);
  return document.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace gw::report
