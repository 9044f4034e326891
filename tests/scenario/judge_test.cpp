#include "scenario/judge.hpp"

#include "scenario/world.hpp"

namespace gw::scenario {
namespace {

constexpr const char* kConfig = R"(
services:
  shop:
    url: http://shop:8080/api
    circuit_breaker: {consecutive_failures: 2, open_for: 10s}
routes:
  - {name: orders, path: /orders, upstream_service: shop, timeout_ms: 1000,
     rate_limit: [{rate: 1/s, burst: 1}, {name: trial, requests_per_minute: 1, mode: shadow}]}
  - {name: fixed, path: /fixed, mock: {status: 418, body: '{"a": [1, {"b": null}]}',
     headers: {X-Tea: pot}, delay: 20ms}}
)";

}  // namespace

TEST_CASE("judge: an expectation that does not hold says what was found", "[scenario]") {
  const World w = world(kConfig);
  struct Row {
    const char* expect;
    const char* missed;
  };
  for (const Row& row : std::initializer_list<Row>{
           {"201", "the status is 200, expected 201"},
           {"[4xx]", "the status is 200, expected 4xx"},
           {"{status: [404, 5xx]}", "the status is 200, expected 404 or 5xx"},
           {"{verdict: mocked}", "the verdict is proxied, expected mocked"},
           {"{route: fixed}", "the route is orders, expected fixed"},
           {"{limit: orders/limit}", "the limit is orders/trial, expected orders/limit"},
           {"{remaining: 2}", "what remains is 0, expected 2"},
           {"{upstream_calls: 0}", "the number of upstream calls is 1, expected 0"},
           {"{retry_after: 1s}", "Retry-After is 0s, expected 1s"},
           {"{queued: 1ms}", "the time in line is 0s, expected 1ms"},
           {"{took: 1s}", "the time it took is 30ms, expected 1s"},
           {"{shadow: orders/trial}", "what a shadow would refuse is none, expected orders/trial"},
           {"{headers: {x-a: '2'}}", "the answer's header 'x-a' is '1', expected '2'"},
           {"{headers: {X-A: {present: false}}}",
            "the answer's header 'x-a' is '1', expected none"},
           {"{headers: {X-B: {prefix: q}}}",
            "the answer's header 'x-b' is absent, expected one that begins with 'q'"},
           {"{body: {n: 4}}", "the body's 'n' is 3, expected 4"},
           {"{body: {n: '3'}}", "the body's 'n' is 3, expected '3'"},
           {"{body: {n: true}}", "the body's 'n' is 3, expected true"},
           {"{body: {n: null}}", "the body's 'n' is 3, expected null"},
           {"{body: {n: {prefix: '4'}}}",
            "the body's 'n' is '3', expected one that begins with '4'"},
           {"{body: {l.1: x}}", "the body's 'l.1' is absent, expected 'x'"},
           {"{body: {l.1: null}}", "the body's 'l.1' is absent, expected null"},
           {"{body: {l: 1}}", "the body's 'l' is a list of 1, expected 1"},
           {"{upstream: {target: /orders}}",
            "the upstream request's target is /api/orders, expected /orders"},
           {"{upstream: {headers: {Host: shop}}}",
            "the upstream request's header 'host' is 'shop:8080', expected 'shop'"},
           {"{breaker: {shop: half_open}}", "the breaker of 'shop' is closed, expected half_open"},
       }) {
    const std::string missed = failures(
        w,
        "      - request: GET /orders\n"
        "        upstream: {after: 30ms, headers: {X-A: '1'}, body: '{\"n\": 3, \"l\": [1]}'}\n"
        "        expect: " +
            std::string(row.expect) + "\n");
    INFO(row.expect);
    CHECK(missed.substr(missed.find(' ') + 1) == row.missed + std::string("\n"));
  }
}

TEST_CASE("judge: no answer to HEAD has a body", "[scenario]") {
  const World w = world(kConfig);
  for (const char* rest : {"request: HEAD /fixed\n        expect: {headers: {Content-Type: "
                           "application/json}, body: {a: 1}}\n",
                           "request: HEAD /none\n        expect: {headers: {Content-Type: "
                           "application/json}, body: {a: 1}}\n",
                           "request: HEAD /orders\n        upstream: {body: '{\"a\": 1}'}\n"
                           "        expect: {body: {a: 1}}\n"}) {
    CAPTURE(rest);
    const std::string missed = failures(w, std::string("      - ") + rest);
    CHECK(missed.substr(missed.find(' ') + 1) == "the body's 'a' is absent, expected 1\n");
  }
}

TEST_CASE("judge: what holds is silent", "[scenario]") {
  const World w = world(kConfig);
  CHECK(failures(w, R"(      - request: {method: POST, path: "/orders?a=1", headers: {X-T: acme}}
        upstream: {after: 999ms, headers: {X-A: '1'}, body: '{"n": 3}'}
        expect:
          status: [2xx, 503]
          verdict: proxied
          route: orders
          service: shop
          endpoint: shop:8080
          limit: orders/trial
          remaining: 0
          retry_after: 0s
          took: 999ms
          shadow: []
          headers: {X-A: {regex: "[0-9]"}}
          body: {n: 3, m: {present: false}}
          upstream: {method: POST, target: "/api/orders?a=1", headers: {X-T: acme}}
)")
            .empty());
  CHECK(failures(w, R"(      - request: GET /fixed
        expect:
          status: 418
          took: 20ms
          headers: {X-Tea: pot, Content-Type: application/json}
          body: {a.0: 1, a.1.b: null, a: a list of 2}
)")
            .empty());
}

TEST_CASE("judge: a value of a body is one of its type", "[scenario]") {
  struct Row {
    const char* got;  // JSON
    const char* expected;
    bool is_equal;
  };
  for (const Row& row :
       std::initializer_list<Row>{{"3", "3", true},
                                  {"3", "3.0", true},
                                  {"3.50", "3.5", true},
                                  {"1e3", "1000", true},
                                  {"12345678901234567890", "12345678901234567890", true},
                                  {"3", "'3'", false},
                                  {"3", "4", false},
                                  {"true", "true", true},
                                  {"true", "'true'", false},
                                  {"true", "false", false},
                                  {"true", "1", false},
                                  {"null", "null", true},
                                  {"null", "~", true},
                                  {"null", "'null'", false},
                                  {"\"null\"", "'null'", true},
                                  {"\"3\"", "'3'", true},
                                  {"\"3\"", "3", false},
                                  {"\"\"", "''", true},
                                  {"\"\"", "null", false},
                                  {"{}", "an object", true},
                                  {"[1]", "a list of 2", false},
                                  {"3", "{regex: '[0-9]'}", true}}) {
    CAPTURE(row.got, row.expected);
    const World w = world(kConfig);
    const std::string missed = failures(
        w, "      - request: GET /orders\n        upstream: {body: '{\"n\": " +
               std::string(row.got) + "}'}\n        expect: {body: {n: " + row.expected + "}}\n");
    CHECK(missed.empty() == row.is_equal);
  }
}

TEST_CASE("judge: an answer too late is none", "[scenario]") {
  const World w = world(kConfig);
  CHECK(failures(w, R"(      - request: GET /orders
        upstream: {after: 1s}
        expect: {status: 504, verdict: upstream-timeout, took: 1s}
      - at: 2s
        request: GET /orders
        upstream: {fails: unreachable, after: 2h}
        expect: {status: 504, took: 1s, breaker: {shop: closed}}
      - after: 1s
        expect: {breaker: {shop: open}}
      - after: 9999ms
        expect: {breaker: {shop: open}}
      - after: 1ms
        expect: {breaker: {shop: half_open}}
      - request: GET /orders
        expect: {status: 200, breaker: {shop: closed}}
)")
            .empty());
}

TEST_CASE("judge: a failure shows the first request that misses, its trail and how many more",
          "[scenario]") {
  const World w = world(kConfig);
  const Script script = script_of(R"(      - request: GET /orders
        times: 5
        every: 100ms
        expect: {status: 200}
)");
  Coverage coverage("gw.yaml", *w.plan);
  const FileResult result = run(script, w.plan, {}, "", coverage);
  REQUIRE(result.tests.size() == 1);
  CHECK(result.tests[0].requests == 5);
  CHECK(result.tests[0].length == milliseconds(400));
  REQUIRE(result.tests[0].failures.size() == 1);
  const Failure& failure = result.tests[0].failures[0];
  CHECK(failure.message == "the status is 429, expected 200");
  CHECK(failure.request == "request 3 of 5, GET /orders, at 200ms");
  CHECK(failure.verdict == "rate-limited, 429");
  CHECK(failure.others == 2);
  REQUIRE(failure.trail.size() == 3);
  CHECK(failure.trail[1].policy == "limit");
  CHECK(failure.trail[1].name == "orders/limit");
  CHECK_FALSE(failure.trail[1].passed);
  CHECK(failure.trail[1].says == "1 in 1s and a burst of 1: none left for 800ms");
  CHECK(failure.trail[2].says == "1 in 1m: would refuse for 59s800ms, in shadow mode");
  CHECK(reached(coverage.routes) == 1);
  CHECK(coverage.policies[0].reached);
  CHECK(coverage.policies[1].reached);
  CHECK_FALSE(coverage.policies[2].reached);
}

TEST_CASE("run: credentials that were asked for and retries are policies too", "[scenario]") {
  const World w = world(R"(
services: {shop: {url: "http://shop:8080"}}
routes:
  - {name: mine, path: /mine, method: GET, auth_required: true, upstream_service: shop}
  - {name: flaky, path: /flaky, method: GET, retries: 1, upstream_service: shop}
)");
  const auto reached_by = [&](const std::string& steps) {
    Coverage coverage("gw.yaml", *w.plan);
    const Script script = script_of(steps);
    run(script, w.plan, {}, "", coverage);
    std::string out;
    for (const Coverage::Item& one : coverage.policies) {
      out += one.name + (one.reached ? " yes, " : " no, ");
    }
    return out;
  };
  CHECK(reached_by("      - {request: GET /flaky, upstream: 200}\n") ==
        "auth mine no, retries flaky no, ");
  CHECK(reached_by("      - {request: GET /flaky, upstream: [503, 200]}\n") ==
        "auth mine no, retries flaky yes, ");
  CHECK(reached_by("      - request: GET /mine\n") == "auth mine yes, retries flaky no, ");
}

TEST_CASE("run: the filter chooses tests by their names", "[scenario]") {
  const World w = world(kConfig);
  const Script script = read_script("t.yaml", R"(
config: gw.yaml
tests:
  - {name: one tea, steps: [{request: GET /fixed, expect: 418}]}
  - {name: two, steps: [{request: GET /fixed, expect: 200}]}
)",
                                    nullptr);
  Coverage coverage("gw.yaml", *w.plan);
  CHECK(run(script, w.plan, {}, "", coverage).tests.size() == 2);
  const FileResult one = run(script, w.plan, {}, "tea", coverage);
  REQUIRE(one.tests.size() == 1);
  CHECK(one.tests[0].name == "one tea");
  CHECK(one.tests[0].failures.empty());
}

}  // namespace gw::scenario
