#include "report/sample_results.hpp"

namespace gw::report {

namespace {

using engine::Reason;
using simulate::Peak;
using simulate::Results;

constexpr WallTime kStart{1'795'161'600'000'000'000};  // 2026-11-20T08:00:00Z

WallTime at(int64_t second) {
  return kStart + seconds(second);
}

void add_limits(Results& r) {
  r.limits.resize(3);
  simulate::LimitRow& limit = r.limits[0];
  limit.name = "GET /users/{userId}/profile/limit";
  limit.requests = 1500;
  limit.refused = 100;
  limit.delayed = 12;
  limit.clients = 3;
  limit.peak_refused = {9, at(1000)};
  limit.first_refused = at(900);
  simulate::LimitRow& shadow = r.limits[1];
  shadow.name = "trial";
  shadow.shadow = true;
  shadow.requests = 500;
  shadow.shadow_refused = 7;
  shadow.clients = 1;
  shadow.peak_refused = {2, at(50)};
  shadow.first_refused = at(50);
  r.limits[2].name = "unused";
}

void add_breaker(Results& r) {
  simulate::BreakerRow& row = r.breakers.emplace_back();
  row.name = "inventory";
  row.changes = {{at(1000), policy::BreakerState::kOpen},
                 {at(1600), policy::BreakerState::kHalfOpen},
                 {at(1700), policy::BreakerState::kClosed}};
  row.changes_total = 3;
  row.opened = 1;
  row.open = seconds(600);
  row.half_open = seconds(100);
  row.shed = 12;
  r.delays = {12, milliseconds(40), milliseconds(80), milliseconds(95), milliseconds(97)};
}

void add_totals(Results& r) {
  r.totals.requests = 2000;
  r.totals.groups = {{1800, 30, 112, 58}};
  r.totals.delayed = 12;
  r.totals.shadow_refused = 7;
  r.totals.attempts = 1870;
  r.totals.retries = 40;
  r.totals.retried = 35;
  r.totals.steps = 6000;
  r.outcomes = {{Reason::kProxied, 200, 1800, 12},
                {Reason::kRateLimited, 429, 100},
                {Reason::kNoRoute, 404, 58},
                {Reason::kUpstreamTimeout, 504, 30, 12},
                {Reason::kBreakerOpen, 503, 12, 12}};
}

void add_routes(Results& r) {
  r.routes.resize(3);
  simulate::RouteRow& profile = r.routes[0];
  profile.name = "GET /users/{userId}/profile";
  profile.path = "/users/{userId}/profile";
  profile.service = "users";
  profile.requests = 1500;
  profile.groups = {{1400, 0, 100, 0}};
  profile.outcomes = {{Reason::kProxied, 200, 1400}, {Reason::kRateLimited, 429, 100}};
  profile.delayed = 12;
  profile.peak = {31, at(1000)};
  simulate::RouteRow& stock = r.routes[1];
  stock.name = "stock";
  stock.path = "/stock/{id}";
  stock.service = "inventory";
  stock.requests = 442;
  stock.groups = {{400, 30, 12, 0}};
  stock.shadow_refused = 7;
  stock.retries = 40;
  stock.sampled = 52;
  stock.peak = {8, at(1100)};
  r.routes[2].name = "silent";
  r.routes[2].path = "/silent";
}

simulate::EndpointRow endpoint(std::string service, std::string name, uint64_t attempts,
                               Peak peak) {
  simulate::EndpointRow row;
  row.service = std::move(service);
  row.endpoint = std::move(name);
  row.attempts = attempts;
  row.peak = peak;
  row.in_flight_peak = attempts / 100;
  row.in_flight_peak_at = peak.at;
  return row;
}

void add_paths(Results& r) {
  r.endpoints = {endpoint("users", "users:8080", 1400, {31, at(1000)}),
                 endpoint("inventory", "inventory:8080", 470, {9, at(1100)}),
                 endpoint("inventory", "idle:8080", 0, {})};
  r.endpoints[1].errors = 5;
  r.endpoints[1].timeouts = 30;
  r.unrouted.requests = 58;
  r.unrouted.recorded_success = 40;
  r.unrouted.patterns = 3;
  r.unrouted.top = {{"GET", "/old/{id}/edit", Reason::kNoRoute, 50, 40, "/old/17/edit?x=1"},
                    {"PUT", "/stock/{id}", Reason::kMethodNotAllowed, 5, 0, "/stock/9"}};
}

simulate::ClientRow client(std::string name, uint64_t requests, uint64_t rejected) {
  simulate::ClientRow row;
  row.client = std::move(name);
  row.requests = requests;
  row.rejected = rejected;
  return row;
}

void add_people(Results& r) {
  simulate::Hit& hit = r.hit;
  hit.clients = 143;
  hit.clients_rejected = 12;
  hit.clients_delayed = 4;
  hit.clients_only_rejected = 1;
  hit.rejected = 112;
  hit.delayed = 12;
  hit.rejected_recorded_success = 104;
  hit.rejected_recorded_rejected = 3;
  hit.rejected_recorded_failure = 5;
  hit.peak = {9, at(1000)};
  hit.first = at(900);
  hit.top = {client("203.0.113.9", 300, 88), client("198.51.100.23", 20, 1),
             client("192.0.2.1", 9, 0)};
  hit.top[0].delayed = 12;
  hit.top[0].rejected_recorded_success = 85;
  hit.top[0].first_rejected = at(900);
  hit.top[0].longest_stretch = seconds(12);
  hit.top[0].longest_stretch_requests = 14;
  hit.top[0].limit = 0;
  hit.top[1].first_rejected = at(1001);
  r.one_address = {{"10.0.0.1", 1500, "--client xff:1"}};
}

void add_log(Results& r) {
  simulate::Reading::Source& source = r.reading.sources.emplace_back();
  source.name = "access.log";
  source.format = "combined";
  source.lines = 2003;
  source.records = 2001;
  source.malformed = 2;
  source.samples = {{17, "no closing quote after the request", "1.2.3.4 - -"}};
  r.reading.records = 2001;
  r.reading.left_out = 1;
  r.reading.statuses = {{200, 1900}, {404, 100}};
  r.caveats = {{"no-durations", 2000, 2000, "requests have no duration in the log"}};
  r.assumptions.outcomes_recorded = 1800;
  r.assumptions.outcomes_sampled = 12;
  r.assumptions.retries_sampled = 40;
  r.series.start = kStart;
  r.series.width = seconds(960);
  r.series.points = {{{{600, 0, 0, 20}}, 0}, {{{900, 30, 100, 30}}, 12}, {{{300, 0, 12, 8}}, 0}};
}

}  // namespace

Results sample_results() {
  Results r;
  r.config = "shop";
  r.seed = 1;
  r.first = at(0);
  r.last = at(2880);
  add_totals(r);
  add_routes(r);
  add_limits(r);
  add_breaker(r);
  add_paths(r);
  add_people(r);
  add_log(r);
  r.keys = 143;
  r.journeys_peak = 15;
  r.digest = 0x00ff00ff12345678;
  return r;
}

}  // namespace gw::report
