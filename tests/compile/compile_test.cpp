#include "compile/compile.hpp"

#include "config/load.hpp"
#include "support/catch.hpp"
#include "support/request.hpp"

namespace {

using namespace gw;
using namespace gw::compile;
using gw::testing::Request;

// The mistakes as a user sees them, or nothing.
std::string mistakes(const std::string& text) {
  const config::Loaded loaded = config::load("gw.yaml", text);
  Diagnostics all = loaded.diagnostics;
  if (!has_errors(all)) {
    const Compiled compiled = compile::compile(loaded.config, {}, {});
    CHECK(has_errors(compiled.diagnostics) == (compiled.plan == nullptr));
    all.insert(all.end(), compiled.diagnostics.begin(), compiled.diagnostics.end());
  }
  std::string out;
  for (const Diagnostic& one : all) {
    if (one.severity == Severity::kError) out += to_text(loaded.source, one);
  }
  return out;
}

Compiled compiled(const std::string& text, SlotBook slots = {}, const Options& options = {}) {
  const config::Loaded loaded = config::load("gw.yaml", text);
  for (const Diagnostic& one : loaded.diagnostics) UNSCOPED_INFO(to_text(loaded.source, one));
  REQUIRE_FALSE(has_errors(loaded.diagnostics));
  Compiled out = compile::compile(loaded.config, std::move(slots), options);
  REQUIRE(out.plan != nullptr);
  return out;
}

uint32_t route_of(const engine::Plan& plan, const std::string& line) {
  const Request request(line);
  engine::Match match;
  plan.table.find(request.head(), match);
  return match.outcome == engine::MatchOutcome::kMatched ? match.route : engine::kNone;
}

}  // namespace

TEST_CASE("compile: the first example of the README as a plan", "[compile]") {
  const Compiled out = compiled(R"(
gateway: {name: my-api-gateway, base_url: "https://api.example.com"}
routes:
  - path: /users/{userId}/profile
    method: GET
    upstream_service: http://user-service/api/profile
    auth_required: true
    rate_limit: {requests_per_minute: 100}
    timeout_ms: 3000
    transform_request: {add_header: {X-Internal-Request-Id: "${generate_uuid}"}}
)");
  const engine::Plan& plan = *out.plan;
  CHECK(plan.id == 1);
  CHECK(plan.name == "my-api-gateway");
  REQUIRE(plan.routes.size() == 1);
  const engine::RoutePlan& route = plan.routes[0];
  CHECK(route.path == "/users/{userId}/profile");
  CHECK(route.upstream_path == "/api/profile");
  CHECK(route.auth_required);
  CHECK(route.timeout == seconds(3));
  CHECK_FALSE(route.breaker);
  CHECK(route.retry.attempts == 0);
  REQUIRE(route.add_headers.size() == 1);
  CHECK(route.add_headers[0].name == "X-Internal-Request-Id");
  REQUIRE(route.add_headers[0].value.size() == 1);
  CHECK(route.add_headers[0].value[0].kind == engine::ValuePiece::Kind::kGenerateUuid);
  REQUIRE(plan.services.size() == 1);
  CHECK(plan.services[0].name == "http://user-service:80");
  REQUIRE(plan.services[0].endpoints.size() == 1);
  CHECK(plan.services[0].endpoints[0].name == "user-service");
  CHECK(plan.services[0].endpoints[0].port == 80);
  REQUIRE(route.limits == std::vector<uint32_t>{0});
  const engine::LimitPlan& limit = plan.limits[0];
  CHECK(limit.spec.algorithm == policy::Algorithm::kFixedWindow);
  CHECK(limit.spec.count == 100);
  CHECK(limit.spec.per_us == 60'000'000);
  REQUIRE(limit.key.size() == 1);
  CHECK(limit.key[0].kind == engine::KeyPart::Kind::kDefault);
  CHECK(route_of(plan, "GET /users/42/profile") == 0);
  CHECK(route_of(plan, "POST /users/42/profile") == engine::kNone);
  CHECK(plan.limit_slots == 1);
  CHECK(plan.balancer_slots == 1);
  CHECK(plan.in_flight_slots == 1);
  CHECK(plan.breaker_slots == 0);
  CHECK(plan.budget_slots == 0);
}

TEST_CASE("compile: limits, keys and pools", "[compile]") {
  const Compiled out = compiled(R"(
rate_limits:
  shared: {rate: 10/s, burst: 4, algorithm: token_bucket, key: header:X-Tenant}
services: {s: {url: "http://s:1"}}
routes:
  - path: /a/{x}/{rest*}
    upstream_service: s
    rate_limit:
      - shared
      - {name: mine, rate: 5/s, burst: 2, key: [client, "param:x", "param:rest"], mode: shadow}
      - {max_concurrent: 3, on_full: refuse, key: global}
      - {rate: 1/s, queue: {max_wait: 3s, max_length: 7}}
)");
  const engine::Plan& plan = *out.plan;
  CHECK(plan.headers_read == std::vector<std::string>{"x-tenant"});
  REQUIRE(plan.routes[0].limits == std::vector<uint32_t>{0, 1, 2, 3});
  const engine::LimitPlan& shared = plan.limits[0];
  CHECK(shared.spec.algorithm == policy::Algorithm::kTokenBucket);
  // In a configuration burst is what passes beyond the first, the policy counts the capacity.
  CHECK(shared.spec.burst == 5);
  CHECK(shared.key[0].kind == engine::KeyPart::Kind::kHeader);
  CHECK(shared.key[0].name == "x-tenant");
  const engine::LimitPlan& mine = plan.limits[1];
  CHECK(mine.spec.algorithm == policy::Algorithm::kGcra);
  CHECK(mine.spec.burst == 2);
  CHECK(mine.shadow);
  REQUIRE(mine.key.size() == 3);
  CHECK(mine.key[0].kind == engine::KeyPart::Kind::kClient);
  CHECK(mine.key[1].param == 0);
  CHECK(mine.key[2].param == 1);
  CHECK(plan.limits[2].spec.algorithm == policy::Algorithm::kConcurrency);
  CHECK(plan.limits[2].spec.count == 3);
  CHECK_FALSE(plan.limits[2].admit_when_full);
  REQUIRE(plan.limits[3].queue);
  CHECK(plan.limits[3].queue->max_wait == seconds(3));
  CHECK(plan.limits[3].queue->max_length == 7);
}

TEST_CASE("compile: breakers by scope, retries by service", "[compile]") {
  const Compiled out = compiled(R"(
services:
  whole: {url: "http://w", circuit_breaker: {consecutive_failures: 3}, retries: 2}
  each:
    endpoints: [{url: "http://e1"}, {url: "http://e2"}]
    circuit_breaker: {consecutive_failures: 3, scope: endpoint}
  apart: {url: "http://p", circuit_breaker: {consecutive_failures: 3, scope: route}}
routes:
  - {path: /1, upstream_service: whole}
  - {path: /2, upstream_service: whole}
  - {path: /3, upstream_service: each}
  - {path: /4, upstream_service: apart}
  - {path: /5, upstream_service: apart}
  - {path: /6, upstream_service: whole, circuit_breaker: {consecutive_failures: 1}}
)");
  using Scope = engine::BreakerPlan::Scope;
  struct Row {
    Scope scope;
    std::vector<uint32_t> slots;
    std::string name;
  };
  const std::vector<Row> rows{{Scope::kService, {0}, "whole"},    {Scope::kService, {0}, "whole"},
                              {Scope::kEndpoint, {1, 2}, "each"}, {Scope::kRoute, {3}, "/4"},
                              {Scope::kRoute, {4}, "/5"},         {Scope::kRoute, {5}, "/6"}};
  REQUIRE(out.plan->routes.size() == rows.size());
  for (size_t i = 0; i < rows.size(); ++i) {
    const engine::RoutePlan& route = out.plan->routes[i];
    INFO(route.path);
    REQUIRE(route.breaker);
    CHECK(route.breaker->scope == rows[i].scope);
    CHECK(route.breaker->slots == rows[i].slots);
    CHECK(route.breaker->name == rows[i].name);
  }
  CHECK(out.plan->breaker_slots == 6);
  CHECK(out.plan->routes[0].retry.attempts == 2);
  CHECK(out.plan->routes[0].retry.on_status.has(503));
  CHECK_FALSE(out.plan->routes[0].retry.on_status.has(500));
  CHECK(out.plan->routes[0].retry.budget_slot == out.plan->routes[1].retry.budget_slot);
  CHECK(out.plan->budget_slots == 1);
}

TEST_CASE("compile: an override takes the place of a service's endpoints", "[compile]") {
  const std::string text = R"(
services: {products: {endpoints: [{url: "https://p1:8443/base"}, {url: "https://p2:8443/base"}]}}
routes:
  - {path: /products, upstream_service: products}
  - {path: /users, upstream_service: "http://user-service:8080/api"}
)";
  const Options options{.upstreams = {{"products", "127.0.0.1", 9001},
                                      {"user-service", "::1", 9002},
                                      {"nobody", "127.0.0.1", 9003}}};
  const Compiled out = compiled(text, {}, options);
  const engine::ServicePlan& products = out.plan->services[0];
  REQUIRE(products.endpoints.size() == 1);
  CHECK(products.endpoints[0].name == "127.0.0.1:9001");
  CHECK(products.endpoints[0].host == "127.0.0.1");
  CHECK(products.endpoints[0].port == 9001);
  CHECK_FALSE(products.endpoints[0].tls);
  CHECK(products.endpoints[0].base_path == "/base");
  const engine::ServicePlan& users = out.plan->services[1];
  CHECK(users.endpoints[0].name == "[::1]:9002");
  CHECK(out.plan->routes[1].upstream_path == "/api");
}

TEST_CASE("compile: methods, hosts and predicates reach the table", "[compile]") {
  const Compiled out = compiled(R"(
services: {s: {url: "http://s"}}
routes:
  - {name: hosted, path: /a, method: [GET, PURGE],
     host: ["api.x.org", "*.y.org"], upstream_service: s}
  - {name: v2, path: /b, query: {v: {regex: "[2-9]"}}, upstream_service: s}
  - {name: v1, path: /b, upstream_service: s}
  - {name: c, path: /c, headers: {X-B: b, x-a: present}, upstream_service: s}
  - {name: d, path: /c, headers: {X-A: {regex: a.*}}, upstream_service: s}
)");
  CHECK(out.plan->headers_read == std::vector<std::string>{"x-a", "x-b"});
  CHECK(route_of(*out.plan, "GET api.x.org/a") == 0);
  CHECK(route_of(*out.plan, "PURGE a.y.org/a") == 0);
  CHECK(route_of(*out.plan, "GET x.org/a") == engine::kNone);
  CHECK(route_of(*out.plan, "GET /b?v=3") == 1);
  CHECK(route_of(*out.plan, "GET /b?v=33") == 2);
}

TEST_CASE("compile: what keeps a slot over a reload and what does not", "[compile]") {
  const auto text = [](const char* rate, const char* failures, const char* endpoints) {
    return std::string("services:\n  s:\n    endpoints: [") + endpoints +
           "]\n    circuit_breaker: {consecutive_failures: " + failures +
           "}\nroutes:\n  - {path: /a, upstream_service: s, rate_limit: {rate: " + rate + "}}\n";
  };
  const char* const one = "{url: \"http://a\"}";
  const char* const two = "{url: \"http://a\"}, {url: \"http://b\"}";
  Compiled first = compiled(text("10/s", "3", one));
  const auto again = [&](const std::string& next) {
    return compiled(next, first.slots, {.plan_id = 2, .oldest_held = 1}).plan;
  };
  const auto same = again(text("10/s", "3", one));
  CHECK(same->limits[0].slot == 0);
  CHECK(same->routes[0].breaker->slots == std::vector<uint32_t>{0});
  CHECK(same->services[0].balancer_slot == 0);
  // Another count: what was spent stays spent.
  CHECK(again(text("20/s", "3", one))->limits[0].slot == 0);
  // Another period, breaker or set of endpoints: anew, while the old one may still be in use.
  CHECK(again(text("10/m", "3", one))->limits[0].slot == 1);
  CHECK(again(text("10/s", "4", one))->routes[0].breaker->slots == std::vector<uint32_t>{1});
  CHECK(again(text("10/s", "3", two))->services[0].balancer_slot == 1);
  CHECK(again(text("10/s", "3", two))->services[0].in_flight_slot == 0);
  // Once no journey holds plan 1, its slots serve for other names.
  const Compiled second =
      compiled(text("10/m", "3", one), first.slots, {.plan_id = 2, .oldest_held = 1});
  const Compiled third =
      compiled(text("10/h", "3", one), second.slots, {.plan_id = 3, .oldest_held = 2});
  CHECK(third.plan->limits[0].slot == 0);
  CHECK(third.plan->limit_slots == 2);
}

TEST_CASE("compile: an upstream that wants TLS is warned of where it is served", "[compile]") {
  const char* const text = R"(services:
  s: {endpoints: [{url: "http://a"}, {url: "https://b/base"}]}
routes:
  - {path: /s, upstream_service: s}
  - {path: /c, upstream_service: "https://c:8443"}
  - {path: /also, upstream_service: "https://c:8443/c"}
)";
  const config::Loaded loaded = config::load("gw.yaml", text);
  const auto warnings = [&](const Options& options) {
    std::string out;
    for (const Diagnostic& one : compile::compile(loaded.config, {}, options).diagnostics) {
      out += to_text(loaded.source, one);
    }
    return out;
  };
  const std::string says =
      ": warning: gw serve does not speak TLS to upstreams yet: requests to this one are answered "
      "502 [tls-not-served]\n";
  CHECK(warnings({.warn_of_tls = true}) ==
        "gw.yaml:2:44" + says +
            R"( 2 |   s: {endpoints: [{url: "http://a"}, {url: "https://b/base"}]}
   |                                            ^^^^^^^^^^^^^^^^
  hint: reach it elsewhere: --upstream s=HOST:PORT
)"
            "gw.yaml:5:34" +
            says + R"( 5 |   - {path: /c, upstream_service: "https://c:8443"}
   |                                  ^^^^^^^^^^^^^^^^
  hint: reach it elsewhere: --upstream c=HOST:PORT
)");
  CHECK(warnings({}).empty());
  const Options elsewhere{.upstreams = {{"s", "127.0.0.1", 80}, {"c", "127.0.0.1", 80}},
                          .warn_of_tls = true};
  CHECK(warnings(elsewhere).empty());
}

namespace {

struct Mistake {
  const char* text;
  const char* message;
};

}  // namespace

TEST_CASE("compile: patterns that RE2 refuses, each at its place", "[compile]") {
  const std::vector<Mistake> rows{
      {R"y(services: {s: {url: "http://s"}}
routes:
  - path: /a
    headers: {X-Version: {regex: "a(b"}}
    upstream_service: s
)y",
       R"y(gw.yaml:4:26: error: the pattern is not valid: missing ): a(b [bad-regex]
 4 |     headers: {X-Version: {regex: "a(b"}}
   |                          ^^^^^^^^^^^^^
  hint: the syntax is that of RE2, without look-around and back-references
)y"},
      {R"y(services: {s: {url: "http://s"}}
routes:
  - path: /a
    query: {q: {regex: "(?=a)"}, r: {regex: "[z-a]"}}
    upstream_service: s
)y",
       R"y(gw.yaml:4:16: error: the pattern is not valid: invalid perl operator: (?= [bad-regex]
 4 |     query: {q: {regex: "(?=a)"}, r: {regex: "[z-a]"}}
   |                ^^^^^^^^^^^^^^^
  hint: the syntax is that of RE2, without look-around and back-references
gw.yaml:4:37: error: the pattern is not valid: invalid character class range: z-a [bad-regex]
 4 |     query: {q: {regex: "(?=a)"}, r: {regex: "[z-a]"}}
   |                                     ^^^^^^^^^^^^^^^
  hint: the syntax is that of RE2, without look-around and back-references
)y"},
  };
  for (const Mistake& row : rows) CHECK(mistakes(row.text) == row.message);
}

TEST_CASE("compile: numbers that do not fit together, each at its place", "[compile]") {
  const std::vector<Mistake> rows{
      {R"y(services: {s: {url: "http://s"}}
routes:
  - {path: /a, upstream_service: s, rate_limit: {rate: 1/d, burst: 1000000}}
)y",
       R"y(gw.yaml:3:49: error: the burst would take over ten years to pass [limit-out-of-range]
 3 |   - {path: /a, upstream_service: s, rate_limit: {rate: 1/d, burst: 1000000}}
   |                                                 ^^^^^^^^^^^^^^^^^^^^^^^^^^
)y"},
      {R"y(services: {s: {url: "http://s"}}
routes:
  - path: /a
    upstream_service: s
    rate_limit: {rate: 1000000/s, algorithm: sliding_log}
)y",
       R"y(gw.yaml:5:17: error: the count must be 1 to 65535, not 1000000 [limit-out-of-range]
 5 |     rate_limit: {rate: 1000000/s, algorithm: sliding_log}
   |                 ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
)y"},
      {R"y(services:
  s:
    load_balancing: {algorithm: consistent_hash, key: client}
    endpoints:
      - {url: "http://s0", weight: 1000}
      - {url: "http://s1", weight: 1000}
      - {url: "http://s2", weight: 1000}
      - {url: "http://s3", weight: 1000}
      - {url: "http://s4", weight: 1000}
      - {url: "http://s5", weight: 1000}
      - {url: "http://s6", weight: 1000}
      - {url: "http://s7", weight: 1000}
      - {url: "http://s8", weight: 1000}
      - {url: "http://s9", weight: 1000}
      - {url: "http://s10", weight: 1000}
routes:
  - {path: /a, upstream_service: s}
)y",
       "gw.yaml:2:3: error: the weights of a consistent hash may add up to 10000, not 11000 "
       R"y([load-balancing-out-of-range]
 2 |   s:
   |   ^
)y"},
  };
  for (const Mistake& row : rows) CHECK(mistakes(row.text) == row.message);
}

TEST_CASE("compile: a path that is too long for the table", "[compile]") {
  std::string path;
  for (int i = 0; i < 64; ++i) path += "/s";
  path += "/*";
  CHECK(mistakes("routes: [{mock: {}, path: " + path + "}]") ==
        "gw.yaml:1:27: error: the route cannot be matched: a path has at most 64 segments "
        "[route-not-possible]\n 1 | routes: [{mock: {}, path: " +
            path + "}]\n   | " + std::string(26, ' ') + std::string(path.size(), '^') + "\n");
}
