#include "report/simulate_json.hpp"

#include <fmt/core.h>

#include "report/json_parts.hpp"

namespace gw::report {

namespace {

using simulate::Results;

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

Json clumped(const Results& results) {
  if (!results.clumped) return {};
  Json object;
  put_groups(object, results.clumped->groups);
  object["delayed"] = results.clumped->delayed;
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
    object["peak"] = json_peak(row.peak);
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
                    {"peak_refused", json_peak(row.peak_refused)},
                    {"first_refused", json_moment(row.first_refused)}});
  }
  return list;
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
                    {"peak", json_peak(row.peak)},
                    {"in_flight_peak", row.in_flight_peak},
                    {"in_flight_peak_at",
                     row.in_flight_peak == 0 ? Json() : Json(json_moment(row.in_flight_peak_at))}});
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
      changes.push_back({{"at", json_moment(change.at)}, {"to", state_name(change.to)}});
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
  if (!results.like.empty()) document["like"] = results.like;
  document["seed"] = results.seed;
  document["replicas"] = results.replicas;
  document["nodes_by_file"] = results.by_file;
  document["leases"] = json_leased(results);
  document["partial"] = results.partial;
  document["first"] = any ? Json(json_moment(results.first)) : Json();
  document["last"] = any ? Json(json_moment(results.last)) : Json();
  document["totals"] = totals(results);
  document["clumped"] = clumped(results);
  document["outcomes"] = outcomes(results.outcomes);
  document["hit"] = json_hit(results);
  document["limits"] = limits(results);
  document["routes"] = routes(results);
  document["unrouted"] = unrouted(results);
  document["endpoints"] = endpoints(results);
  document["breakers"] = breakers(results);
  document["queue_delays"] = json_delays(results.delays);
  document["one_address"] = one_address(results);
  document["caveats"] = json_caveats(results.caveats);
  document["assumptions"] = assumptions(results);
  document["reading"] = json_reading(results.reading);
  document["series"] = json_series(results.series);
  document["keys"] = results.keys;
  document["journeys_peak"] = results.journeys_peak;
  // A string: a 64-bit number does not survive every JSON reader.
  document["digest"] = fmt::format("{:016x}", results.digest);
  return to_document(document);
}

}  // namespace gw::report
