#include "scenario/script.hpp"

#include "scenario/world.hpp"

namespace gw::scenario {
namespace {

std::string mistakes(const std::string& text) {
  const Script script = read_script("t.yaml", text, nullptr);
  return told(script.diagnostics, script.source);
}

std::string step_mistakes(const std::string& step) {
  const Script script = script_of("      " + step + "\n");
  return told(script.diagnostics, script.source);
}

}  // namespace

TEST_CASE("script: every mistake is told at its place", "[scenario]") {
  CHECK(mistakes("tests: []\n") ==
        "1:1: 'config' is missing in 'gw test'; add 'config: gw.yaml' [missing-key]\n"
        "1:8: 'tests' must not be empty [empty-value]\n");
  CHECK(mistakes("- a\n") ==
        "1:1: a test file must be a mapping; begin with 'config:' [wrong-type]\n");
  CHECK(mistakes("config: {routes: [{path: /a, upstream_service: 'http://u', metod: GET}]}\n"
                 "tests: [{name: a, steps: [{request: GET /a}]}]\n") ==
        "1:60: unknown key 'metod' in 'routes'; did you mean 'method'? [unknown-key]\n");
  CHECK(mistakes("config: a\ntests:\n  - {name: a, steps: [{request: GET /a}]}\n"
                 "  - {name: a, steps: [{request: GET /a}]}\n") ==
        "4:12: a second test is called 'a' [duplicate-name]\n");
}

TEST_CASE("names: of many that nothing has the first get a suggestion", "[scenario]") {
  const World w = world("routes: [{name: orders, path: /orders, mock: {}}]\n");
  std::string steps;
  for (int i = 0; i < 101; ++i) steps += "      - {request: GET /a, expect: {route: order}}\n";
  const Script script = script_of(steps);
  const Diagnostics found = check_names(script, *w.plan);
  REQUIRE(found.size() == 101);
  CHECK(found[0].hint == "did you mean 'orders'?");
  CHECK(found[99].hint == found[0].hint);
  CHECK(found[100].hint == "there are: orders");
}

TEST_CASE("script: what a step cannot say", "[scenario]") {
  struct Row {
    const char* step;
    const char* told;
  };
  for (const Row& row : std::initializer_list<Row>{
           {"- request: GET",
            "5:18: a request is a method and a path; write 'GET /orders' [bad-path]\n"},
           {"- {request: GET /a, tims: 2}",
            "5:27: unknown key 'tims' in 'steps'; did you mean 'times'? [unknown-key]\n"},
           {"- {request: {path: /a, client: localhost}}",
            "5:38: 'localhost' is not an address; write 192.0.2.1 or so [bad-address]\n"},
           {"- {request: GET /a, upstream: 5xx}",
            "5:37: an upstream answers with one status, 200 to 599; write 503 or so "
            "[out-of-range]\n"},
           {"- {request: GET /a, upstream: lost}",
            "5:37: unknown value 'lost' in 'upstream'; write a status such as 503 or 5xx, or "
            "unreachable, broken, timeout [unknown-value]\n"},
           {"- {request: GET /a, upstream: {status: 200, fails: broken}}",
            "5:38: 'status' and 'fails' exclude each other [conflicting-keys]\n"},
           {"- {request: GET /a, times: 3, expect: [200, 200]}",
            "5:46: the expectations speak of 2 requests, the step sends 3; say 'times' in each of "
            "them [conflicting-values]\n"},
           {"- {times: 3}", "5:10: 'times' without a request [conflicting-keys]\n"},
           {"- {expect: 200}",
            "5:18: the expectation speaks of a request, but the step has none; without a request "
            "only 'breaker' can be expected [conflicting-keys]\n"},
           {"- {request: GET /a, after: 1s, at: 2s}",
            "5:38: 'at' and 'after' exclude each other [conflicting-keys]\n"},
           {"- {request: GET /a, expect: {retry_after: 1500ms}}",
            "5:49: Retry-After tells whole seconds; write 2s [out-of-range]\n"},
           {"- {request: GET /a, expect: {verdict: limited}}",
            "5:45: unknown value 'limited' for 'verdict'; write one of proxied, mocked, "
            "bad-request, no-route, method-not-allowed, unauthenticated, rate-limited, "
            "concurrency-limited, queue-full, queue-too-slow, service-saturated, breaker-open, "
            "upstream-unreachable, upstream-broken, upstream-timeout, client-gone, overloaded "
            "[unknown-value]\n"},
           {"- {request: GET /a, expect: {headers: {X-A: {regex: '('}}}}",
            "5:51: the pattern is not valid: missing ): ( [unknown-value]\n"},
           {"- {request: GET /a, after: 5s}\n      - {request: GET /a, at: 4s}",
            "6:31: the clock stands at 5s already [out-of-range]\n"},
       }) {
    INFO(row.step);
    CHECK(step_mistakes(row.step) == row.told);
  }
}

TEST_CASE("script: a test sends a million requests at most", "[scenario]") {
  std::string steps;
  for (int i = 0; i < 10; ++i) steps += "      - {request: GET /a, times: 100000}\n";
  CHECK(script_of(steps).diagnostics.empty());
  const Script script = script_of(steps + "      - request: GET /a\n");
  CHECK(told(script.diagnostics, script.source) ==
        "15:9: the test sends more than 1000000 requests [out-of-range]\n");
}

TEST_CASE("script: names that the configuration does not know", "[scenario]") {
  const World w = world(R"(
services: {shop: {url: "http://shop:80", circuit_breaker: {consecutive_failures: 2}}}
routes: [{name: orders, path: /orders, upstream_service: shop, rate_limit: {rate: 1/s}}]
)");
  const Script script = script_of(R"(      - request: GET /orders
        expect: {route: order, limit: orders/limt, service: shopp, endpoint: a, shadow: x}
      - expect: {breaker: {orders: open, shop: open}}
)");
  CHECK(told(check_names(script, *w.plan), script.source) ==
        "6:25: the configuration has no route 'order'; did you mean 'orders'? [unknown-route]\n"
        "6:39: the configuration has no limit 'orders/limt'; did you mean 'orders/limit'? "
        "[unknown-limit]\n"
        "6:61: the configuration has no service 'shopp'; did you mean 'shop'? [unknown-service]\n"
        "6:78: the configuration has no endpoint 'a'; there are: shop [unknown-endpoint]\n"
        "6:89: the configuration has no limit 'x'; there are: orders/limit [unknown-limit]\n"
        "7:36: the configuration has no breaker 'orders'; there are: shop [unknown-breaker]\n");
}

}  // namespace gw::scenario
