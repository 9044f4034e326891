#include "report/sample_results.hpp"

namespace gw::report {

namespace {

using engine::Reason;

constexpr WallTime kStart{1'795'161'600'000'000'000};  // 2026-11-20T08:00:00Z

WallTime at(int64_t second) {
  return kStart + seconds(second);
}

void add_policies(simulate::Results& r) {
  r.limits = {{.name = "profile/limit",
               .requests = 1500,
               .refused = 100,
               .delayed = 12,
               .clients = 3,
               .peak_refused = {9, at(1000)},
               .first_refused = at(900)},
              {.name = "trial",
               .shadow = true,
               .requests = 500,
               .shadow_refused = 7,
               .clients = 1,
               .peak_refused = {2, at(50)},
               .first_refused = at(50)},
              {.name = "unused"}};
  r.breakers = {{.name = "inventory",
                 .endpoint = {},
                 .replica = 0,
                 .changes = {{at(1000), policy::BreakerState::kOpen},
                             {at(1600), policy::BreakerState::kHalfOpen},
                             {at(1700), policy::BreakerState::kClosed}},
                 .changes_total = 3,
                 .opened = 1,
                 .open = seconds(600),
                 .half_open = seconds(100),
                 .shed = 12}};
  r.delays = {.count = 12,
              .p50 = milliseconds(40),
              .p90 = milliseconds(80),
              .p99 = milliseconds(95),
              .max = milliseconds(97)};
}

void add_traffic(simulate::Results& r) {
  r.totals = {.requests = 2000,
              .groups = {{1800, 30, 112, 58}},
              .delayed = 12,
              .shadow_refused = 7,
              .attempts = 1870,
              .retries = 40,
              .retried = 35,
              .steps = 6000};
  r.outcomes = {{Reason::kProxied, 200, 1800},
                {Reason::kRateLimited, 429, 100},
                {Reason::kNoRoute, 404, 58},
                {Reason::kUpstreamTimeout, 504, 30},
                {Reason::kBreakerOpen, 503, 12}};
  r.routes = {{.name = "GET /users/{userId}/profile",
               .path = "/users/{userId}/profile",
               .service = "users",
               .requests = 1500,
               .groups = {{1400, 0, 100, 0}},
               .outcomes = {{Reason::kProxied, 200, 1400}, {Reason::kRateLimited, 429, 100}},
               .delayed = 12,
               .peak = {31, at(1000)}},
              {.name = "stock",
               .path = "/stock/{id}",
               .service = "inventory",
               .requests = 442,
               .groups = {{400, 30, 12, 0}},
               .shadow_refused = 7,
               .retries = 40,
               .sampled = 52,
               .peak = {8, at(1100)}},
              {.name = "silent", .path = "/silent"}};
  r.endpoints = {{.service = "users",
                  .endpoint = "users:8080",
                  .attempts = 1400,
                  .peak = {31, at(1000)},
                  .in_flight_peak = 4,
                  .in_flight_peak_at = at(1000)},
                 {.service = "inventory",
                  .endpoint = "inventory:8080",
                  .attempts = 470,
                  .errors = 5,
                  .timeouts = 30,
                  .peak = {9, at(1100)},
                  .in_flight_peak = 11,
                  .in_flight_peak_at = at(1100)},
                 {.service = "inventory", .endpoint = "idle:8080"}};
  r.unrouted = {.requests = 58,
                .recorded_success = 40,
                .patterns = 3,
                .top = {{"GET", "/old/{id}/edit", Reason::kNoRoute, 50, 40, "/old/17/edit?x=1"},
                        {"PUT", "/stock/{id}", Reason::kMethodNotAllowed, 5, 0, "/stock/9"}}};
}

void add_people(simulate::Results& r) {
  r.hit = {.clients = 143,
           .clients_rejected = 12,
           .clients_delayed = 4,
           .clients_only_rejected = 1,
           .rejected = 112,
           .delayed = 12,
           .rejected_recorded_success = 104,
           .rejected_recorded_rejected = 3,
           .rejected_recorded_failure = 5,
           .peak = {9, at(1000)},
           .first = at(900)};
  r.hit.top = {
      {.client = "203.0.113.9",
       .requests = 300,
       .rejected = 88,
       .delayed = 12,
       .rejected_recorded_success = 85,
       .first_rejected = at(900),
       .longest_stretch = seconds(12),
       .longest_stretch_requests = 14,
       .limit = 0},
      {.client = "198.51.100.23", .requests = 20, .rejected = 1, .first_rejected = at(1001)},
      {.client = "192.0.2.1", .requests = 9}};
  r.one_address = {{"10.0.0.1", 1500, "--client xff:1"}};
}

void add_log(simulate::Results& r) {
  r.reading.sources = {{.name = "access.log",
                        .format = "combined",
                        .lines = 2003,
                        .records = 2001,
                        .malformed = 2,
                        .comments = 0,
                        .samples = {{17, "no closing quote after the request", "1.2.3.4 - -"}}}};
  r.reading.records = 2001;
  r.reading.left_out = 1;
  r.reading.statuses = {{200, 1900}, {404, 100}};
  r.caveats = {{"no-durations", 2000, 2000, "the log has no durations: requests take no time"}};
  r.assumptions = {.outcomes_recorded = 1800, .outcomes_sampled = 12, .retries_sampled = 40};
  r.series = {.start = kStart, .width = seconds(60)};
  for (uint64_t i = 0; i < 48; ++i) {
    const uint64_t rejected = i >= 15 && i < 23 ? 14 : 0;
    r.series.points.push_back({{{i * 2, i == 20 ? 30U : 0U, rejected, 1}}, i == 16 ? 12U : 0U});
  }
}

}  // namespace

simulate::Results sample_results() {
  simulate::Results r;
  r.config = "shop";
  r.seed = 1;
  r.first = at(0);
  r.last = at(2880);
  add_traffic(r);
  add_policies(r);
  add_people(r);
  add_log(r);
  r.keys = 143;
  r.journeys_peak = 15;
  r.digest = 0x00ff00ff12345678;
  return r;
}

}  // namespace gw::report
