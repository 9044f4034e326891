#include "analyze/differences.hpp"

#include "analyze/two_configs.hpp"
#include "support/catch.hpp"

namespace gw::analyze {
namespace {

using testing::differences_of;
using testing::text_of;

const std::string kShop = R"(
services:
  shop: {url: "http://shop:8080"}
rate_limits:
  burst: {rate: 100/s, key: global}
routes:
  - name: all
    path: /*
    upstream_service: shop
  - name: order
    path: /orders/{id}
    method: [GET, PUT]
    upstream_service: shop
    auth_required: true
    rate_limit: {requests_per_minute: 30}
    timeout_ms: 2000
  - name: search
    path: /search
    method: GET
    query: {q: {present: true}}
    upstream_service: shop
    rate_limit: burst
  - name: orders
    path: /orders
    upstream_service: shop
    rate_limit: burst
)";

std::string with(const std::string& from, const std::string& to, std::string text = kShop) {
  const size_t at = text.find(from);
  REQUIRE(at != std::string::npos);
  return text.replace(at, from.size(), to);
}

std::string found(const std::string& after, const std::string& before = kShop) {
  return text_of(differences_of(before, after));
}

struct Edit {
  const char* from;
  const char* to;
  const char* found;
};

void check_edits(std::initializer_list<Edit> edits) {
  for (const Edit& edit : edits) {
    CAPTURE(edit.from, edit.to);
    CHECK(found(with(edit.from, edit.to)) == edit.found);
  }
}

}  // namespace

TEST_CASE("differences: what means the same is none", "[analyze]") {
  check_edits({
      {"/orders/{id}", "/orders/{order}", ""},
      {"name: order\n", "name: one-order\n", ""},
      {"method: [GET, PUT]", "method: [PUT, GET]", ""},
      {"auth_required: true", "auth_required: true # always", ""},
      {"timeout_ms: 2000", "timeout_ms: 2000\n    connect_timeout_ms: 5000\n    retries: 0", ""},
      {"timeout_ms: 2000", "timeout_ms: 2000\n    retries: {attempts: 0, budget: 50%}", ""},
      {"{requests_per_minute: 30}", "{rate: 30/m, algorithm: fixed_window, key: default}", ""},
      {"{requests_per_minute: 30}", "{rate: 30/60s, algorithm: fixed_window, name: slow}", ""},
      {"{requests_per_minute: 30}", "{requests_per_minute: 30, key: [route, default]}", ""},
      {"services:", "defaults: {timeout_ms: 30000}\nservices:", ""},
      {"services:", "limits: {max_old_plans: 8}\nx-note: 1\nservices:", ""},
      {"services:", "gateway: {name: other, base_url: https://a.example}\nservices:", ""},
      {"shop: {url: \"http://shop:8080\"}", "shop: {endpoints: [{url: \"http://shop:8080\"}]}", ""},
      {"shop: {url: \"http://shop:8080\"}",
       "shop: {url: \"http://shop:8080\", load_balancing: least_connections}", ""},
      {"key: global}", "key: [global]}", ""},
  });
}

TEST_CASE("differences: a limit that moved is the same limit", "[analyze]") {
  const std::string own = with("{requests_per_minute: 30}", "slow");
  const std::string shared =
      with("rate_limits:", "rate_limits:\n  slow: {requests_per_minute: 30}", own);
  CHECK(found(shared).empty());
  // Of two routes it is another one: each had a budget of its own.
  const std::string two =
      with("{requests_per_minute: 30}", "{requests_per_minute: 30}",
           with("  - name: orders\n    path: /orders\n    upstream_service: shop\n"
                "    rate_limit: burst",
                "  - name: orders\n    path: /orders\n    upstream_service: shop\n"
                "    rate_limit: {requests_per_minute: 30}"));
  std::string pooled = with("rate_limit: {requests_per_minute: 30}", "rate_limit: slow", two);
  pooled = with("rate_limit: {requests_per_minute: 30}", "rate_limit: slow", pooled);
  pooled = with("rate_limits:", "rate_limits:\n  slow: {requests_per_minute: 30}", pooled);
  CHECK(found(pooled, two) ==
        "~ order\n"
        "  rate_limits.slow changed: of its own → shared by 2 routes !\n"
        "~ orders\n"
        "  rate_limits.slow changed: of its own → shared by 2 routes !\n");
}

TEST_CASE("differences: a setting that everybody inherits is told once", "[analyze]") {
  CHECK(found("defaults: {timeout_ms: 10000}\n" + kShop.substr(1)) ==
        "~ all search orders\n"
        "  timeout_ms changed: 30s → 10s\n");
  const Differences one =
      differences_of(kShop, "defaults: {timeout_ms: 10000}\n" + kShop.substr(1));
  CHECK(one.routes[0].changes[0].old_place == WrittenAt{});
  CHECK(one.routes[0].changes[0].new_place == WrittenAt{"new.yaml", 1});
}

TEST_CASE("differences: each setting of a route", "[analyze]") {
  check_edits({
      {"auth_required: true", "auth_required: false",
       "~ order\n  auth_required removed: true → false\n"},
      {"name: all\n", "name: all\n    auth_required: true\n",
       "~ all\n  auth_required added: false → true\n"},
      {"timeout_ms: 2000", "timeout_ms: 1000", "~ order\n  timeout_ms changed: 2s → 1s\n"},
      {"timeout_ms: 2000", "timeout_ms: 2000\n    connect_timeout_ms: 100",
       "~ order\n  connect_timeout_ms changed: 5s → 100ms\n"},
      {"timeout_ms: 2000", "timeout_ms: 2000\n    retries: {attempts: 2, on: [502]}",
       "~ order\n  retries changed: attempts 0 → attempts 2, on 502, per_try_timeout what is left, "
       "backoff 25ms..250ms, budget 20%, idempotent methods\n"},
      {"timeout_ms: 2000", "timeout_ms: 2000\n    circuit_breaker: {consecutive_failures: 3}",
       "~ order\n  circuit_breaker added: none → consecutive_failures 3, open_for 30s, "
       "half_open_probes 1, failing 500-599, of its own\n"},
      {"timeout_ms: 2000",
       "timeout_ms: 2000\n    transform_request: {add_header: {X-A: b, X-Key: c}}",
       "~ order\n  transform_request changed: none → add x-a: b, add x-key: ***\n"},
      {"timeout_ms: 2000", "timeout_ms: 2000\n    transform_request: {remove_header: [X-B]}",
       "~ order\n  transform_request changed: none → remove x-b\n"},
      {"path: /search\n    method: GET\n    query: {q: {present: true}}\n    upstream_service: "
       "shop",
       "path: /search\n    method: GET\n    query: {q: {present: true}}\n    upstream_service: "
       "http://shop:8080/find",
       "~ search\n  upstream path changed: as requested → /find\n"},
      {"path: /search\n    method: GET\n    query: {q: {present: true}}\n    upstream_service: "
       "shop",
       "path: /search\n    method: GET\n    query: {q: {present: true}}\n    mock: {status: 204}",
       "~ search\n  upstream changed: http://shop:8080 → mock 204\n"},
      {"shop: {url: \"http://shop:8080\"}", "shop: {url: \"http://other:8080\"}",
       "~ all order search orders\n  upstream changed: http://shop:8080 → http://other:8080\n"},
      {"shop: {url: \"http://shop:8080\"}", "shop: {url: \"http://shop:8080\", max_in_flight: 5}",
       "~ all order search orders\n  max_in_flight changed: no bound → 5, shared by 4 routes\n"},
  });
}

TEST_CASE("differences: limits, and which way they go", "[analyze]") {
  check_edits({
      {"{requests_per_minute: 30}", "{requests_per_minute: 20}",
       "~ order\n  rate_limit tightened: 30/m → 20/m !\n"},
      {"{requests_per_minute: 30}", "{requests_per_minute: 40}",
       "~ order\n  rate_limit loosened: 30/m → 40/m\n"},
      {"{requests_per_minute: 30}", "{requests_per_minute: 30, key: client}",
       "~ order\n  rate_limit changed: key default → key client !\n"},
      {"{requests_per_minute: 30}", "{requests_per_minute: 30, key: global}",
       "~ order\n  rate_limit tightened: key default → key global !\n"},
      {"{requests_per_minute: 30}", "{requests_per_minute: 30, key: [default, \"param:id\"]}",
       "~ order\n  rate_limit loosened: key default → key default + param:id\n"},
      {"{requests_per_minute: 30}", "{requests_per_minute: 30, mode: shadow}",
       "~ order\n  rate_limit loosened: enforced → shadow\n"},
      {"{requests_per_minute: 30}", "{requests_per_minute: 30, algorithm: sliding_log}",
       "~ order\n  rate_limit changed: fixed_window → sliding_log !\n"},
      {"{requests_per_minute: 30}", "{rate: 30/m, burst: 9}",
       "~ order\n  rate_limit tightened: fixed_window → burst 9, gcra !\n"},
      {"{requests_per_minute: 30}", "{requests_per_hour: 1000}",
       "~ order\n  rate_limit changed: 30/m → 1000/h !\n"},
      {"{requests_per_minute: 30}", "{requests_per_minute: 30, count_refused: true}",
       "~ order\n  rate_limit tightened: none → counts refused requests !\n"},
      {"{requests_per_minute: 30}", "{max_concurrent: 3}",
       "~ order\n  rate_limit changed: 30/m, fixed_window → 3 at once, concurrency !\n"},
      {"    rate_limit: {requests_per_minute: 30}\n", "",
       "~ order\n  rate_limit removed: 30/m, key default, fixed_window, enforced, of its own → "
       "none\n"},
      {"rate_limit: {requests_per_minute: 30}",
       "rate_limit: [{requests_per_minute: 30}, {rate: 1/s, name: second}]",
       "~ order\n  rate_limit second added: none → 1/s, burst 0, key default, gcra, enforced, of "
       "its own !\n"},
      {"rate_limit: {requests_per_minute: 30}",
       "rate_limit: [{requests_per_minute: 30}, {rate: 1/s, mode: shadow}]",
       "~ order\n  rate_limit 2 added: none → 1/s, burst 0, key default, gcra, shadow, of its "
       "own\n"},
      {"rate: 100/s", "rate: 50/s",
       "~ search orders\n  rate_limits.burst tightened: 100/s → 50/s !\n"},
      {"rate: 100/s", "rate: 100/s, burst: 10, queue: {max_wait: 2s}",
       "~ search orders\n  rate_limits.burst loosened: burst 0 → burst 10, queue 100 for at most "
       "2s\n"},
      {"rate: 100/s", "rate: 50/s, burst: 10",
       "~ search orders\n  rate_limits.burst changed: 100/s, burst 0 → 50/s, burst 10 !\n"},
      {"services:", "gateway: {rate_limit: {rate: 9/s}}\nservices:",
       "~ all order search orders\n  gateway.rate_limit added: none → 9/s, burst 0, key default, "
       "gcra, enforced, shared by 4 routes !\n"},
  });
}

TEST_CASE("differences: breakers, endpoints and balance of a service are told once", "[analyze]") {
  const std::string two = with("shop: {url: \"http://shop:8080\"}", R"(shop:
    endpoints: [{url: "http://a:1"}, {url: "http://b:1"}]
    circuit_breaker: {failure_rate: 50%})");
  const std::string all = "~ all order search orders\n";
  CHECK(found(with("{url: \"http://b:1\"}", "{url: \"http://c:1\"}", two), two) ==
        all + "  upstream endpoint changed: http://b:1 → http://c:1\n");
  CHECK(found(with("{url: \"http://a:1\"}, {url: \"http://b:1\"}",
                   "{url: \"http://b:1\"}, {url: \"http://a:1\"}", two),
              two)
            .empty());
  CHECK(found(with("{url: \"http://b:1\"}", "{url: \"http://b:1\"}, {url: \"http://c:1\"}", two),
              two) == all + "  upstream endpoint added: none → http://c:1\n");
  CHECK(found(with("failure_rate: 50%", "failure_rate: 40%, window: 10s", two), two) ==
        all + "  circuit_breaker changed: failure_rate 50% → failure_rate 40%\n");
  CHECK(found(with("failure_rate: 50%", "failure_rate: 50%, scope: endpoint", two), two) ==
        all + "  circuit_breaker changed: none → for each endpoint\n");
  CHECK(found(with("    circuit_breaker:",
                   "    load_balancing: least_connections\n    circuit_breaker:", two),
              two) == all + "  load_balancing changed: round_robin → least_connections\n");
}

TEST_CASE("differences: the gateway", "[analyze]") {
  check_edits({
      {"services:", "listen: 127.0.0.1:9999\nservices:",
       "gateway listen changed: 127.0.0.1:8080 → 127.0.0.1:9999\n"},
      {"services:", "trusted_proxies: [10.0.0.0/8]\nservices:",
       "gateway trusted_proxies added: none → 10.0.0.0/8\n"},
      {"services:", "limits: {max_body: 1MiB, max_keys: 1000}\nservices:",
       "gateway limits.max_keys changed: 4000000 → 1000\n"
       "gateway limits.max_body changed: 16GiB → 1MiB\n"},
  });
}

TEST_CASE("differences: routes that come, go and take other requests", "[analyze]") {
  CHECK(found(kShop + "  - {name: me, path: /orders/me, method: GET, upstream_service: shop}\n") ==
        "+ me\n"
        "  GET /orders/me: order → me\n"
        "    auth_required removed: true → false\n"
        "    rate_limit removed: 30/m, key default, fixed_window, enforced → none\n"
        "    timeout_ms changed: 2s → 30s\n");
  const std::string closed = with("/*", "/all/*");
  CHECK(found(closed) ==
        "~ all\n"
        "  GET /x: all → 404\n");
}

TEST_CASE("differences: one route for two that are alike is none", "[analyze]") {
  const std::string apart = R"(
routes:
  - {path: /a, method: GET, upstream_service: "http://shop:1", timeout_ms: 1000}
  - {path: /a, method: PUT, upstream_service: "http://shop:1", timeout_ms: 1000}
)";
  const std::string together = R"(
defaults: {timeout_ms: 1000}
routes:
  - {path: /a, method: [GET, PUT], upstream_service: "http://shop:1"}
)";
  CHECK(found(together, apart).empty());
  CHECK(found(apart, together).empty());
  // With a limit each had a budget of its own.
  const auto limited = [](std::string text) {
    for (size_t at = text.find("upstream_service"); at != std::string::npos;
         at = text.find("upstream_service", at + 40)) {
      text.insert(at, "rate_limit: {rate: 1/s}, ");
    }
    return text;
  };
  CHECK(found(limited(together), limited(apart)) ==
        "- GET /a\n"
        "- PUT /a\n"
        "+ GET,PUT /a\n"
        "  GET /a: GET /a → GET,PUT /a\n"
        "  PUT /a: PUT /a → GET,PUT /a\n");
}

TEST_CASE("differences: the order of the file is none, but where it decides", "[analyze]") {
  const std::string one = R"(
routes:
  - {name: a, path: /x, headers: {x-a: {regex: "1+"}}, upstream_service: "http://a:1"}
  - name: b
    path: /x
    headers: {x-a: {regex: "[12]+"}}
    upstream_service: "http://a:1"
    auth_required: true
  - {name: c, path: /y, upstream_service: "http://a:1"}
)";
  const std::string other = R"(
routes:
  - {name: c, path: /y, upstream_service: "http://a:1"}
  - name: b
    path: /x
    headers: {x-a: {regex: "[12]+"}}
    upstream_service: "http://a:1"
    auth_required: true
  - {name: a, path: /x, headers: {x-a: {regex: "1+"}}, upstream_service: "http://a:1"}
)";
  CHECK(found(other, one) ==
        "~ a\n"
        "  GET /x with x-a: 1: a → b\n"
        "    auth_required added: false → true\n");
}

TEST_CASE("differences: what cannot be decided is left open by name", "[analyze]") {
  const std::string one = R"(
routes:
  - {name: a, path: /x, upstream_service: "http://a:1"}
  - {name: b, path: /x, headers: {x-b: {regex: "a\\b.*"}}, upstream_service: "http://b:1"}
)";
  const std::string text = found(with("regex: \"a", "regex: \"c", one), one);
  CHECK(text.find("? b → a: \\b") != std::string::npos);
  CHECK(text.find("? a → b: \\b") != std::string::npos);
}

TEST_CASE("differences: gates", "[analyze]") {
  struct Row {
    const char* from;
    const char* to;
    const char* gates;
  };
  constexpr std::pair<DifferenceGate, char> kGates[] = {{DifferenceGate::kAny, 'a'},
                                                        {DifferenceGate::kAuthLost, 'l'},
                                                        {DifferenceGate::kRouteRemoved, 'r'},
                                                        {DifferenceGate::kRerouted, 'm'},
                                                        {DifferenceGate::kLimitTightened, 't'}};
  for (const Row& row : std::initializer_list<Row>{
           {"name: order\n", "name: one\n", ""},
           {"auth_required: true", "auth_required: false", "al"},
           {"name: all\n", "name: all\n    auth_required: true\n", "a"},
           {"{requests_per_minute: 30}", "{requests_per_minute: 20}", "at"},
           {"{requests_per_minute: 30}", "{requests_per_minute: 40}", "a"},
           {"{requests_per_minute: 30}", "{requests_per_minute: 30, mode: shadow}", "a"},
           {"{requests_per_minute: 30}", "{requests_per_minute: 30, key: client}", "at"},
           {"method: [GET, PUT]", "method: GET", "alm"},
           {"path: /*", "path: /all/*", "ar"},
           {"path: /search", "path: /find", "amt"},
           {"timeout_ms: 2000", "timeout_ms: 2001", "a"}}) {
    CAPTURE(row.from, row.to);
    const Differences differences = differences_of(kShop, with(row.from, row.to));
    std::string met;
    for (const auto& [gate, letter] : kGates) {
      if (is_met(gate, differences)) met += letter;
    }
    CHECK(met == row.gates);
  }
}

}  // namespace gw::analyze
