#include "scenario/explain.hpp"

#include "http/limits.hpp"
#include "scenario/world.hpp"

namespace gw::scenario {
namespace {

constexpr const char* kConfig = R"(
services:
  shop:
    endpoints: [{url: "http://shop-1:8080/api"}, {url: "http://shop-2:8080/api"}]
    circuit_breaker: {consecutive_failures: 3}
rate_limits:
  everybody: {rate: 10/s, key: global, stage: before_auth}
routes:
  - name: order
    path: /orders/{id}
    method: [GET, PUT]
    upstream_service: shop
    auth_required: true
    retries: 2
    timeout_ms: 1500
    rate_limit: [everybody, {requests_per_minute: 5}]
    transform_request: {add_header: {X-Shop: "1"}, remove_header: Cookie}
  - {name: tea, path: /tea, mock: {status: 418, body: "short and stout"}}
)";

Explanation explained(const World& world, RequestText text) {
  const Request request(std::move(text),
                        {world.plan->max_body_bytes, world.loaded.config.trusted_proxies});
  return explain(world.loaded.config, world.plan, request, {});
}

std::string told(const Explanation& explanation) {
  std::string out;
  for (const engine::PolicyStep& step : explanation.policies) out += to_line(step) + "\n";
  return out;
}

}  // namespace

TEST_CASE("explain: the policies in order, with their numbers and keys", "[scenario]") {
  const World w = world(kConfig);
  const Explanation known =
      explained(w, {.target = "/orders/7", .client = "10.0.0.9", .user = "ann"});
  CHECK(told(known) ==
        "+ route order\n"
        "+ limit everybody: 0 left of 10 in 1s, counted by global\n"
        "+ authentication order: consumer ann\n"
        "+ limit order/limit: 4 left of 5 in 1m, counted by consumer:ann\n"
        "+ breaker shop: lets it through\n"
        "+ balance shop: shop-1:8080, one of 2\n"
        "+ timeout order: 1s500ms\n"
        "+ retries order: up to 2 more after no connection, a timeout, some statuses\n");
  CHECK(known.verdict.route == 0);
  CHECK_FALSE(known.answer);

  const Explanation stranger = explained(w, {.target = "/orders/7"});
  CHECK(told(stranger) ==
        "+ route order\n"
        "+ limit everybody: 0 left of 10 in 1s, counted by global\n"
        "- authentication order: no valid credentials\n");
  CHECK_FALSE(stranger.upstream);
  REQUIRE(stranger.answer);
  CHECK(stranger.answer->status == 401);
  CHECK(stranger.verdict.reason == engine::Reason::kUnauthenticated);
}

TEST_CASE("explain: what the configuration keeps secret is not shown", "[scenario]") {
  const World w = world(R"(
routes:
  - path: /a
    upstream_service: "http://a"
    transform_request: {add_header: {Authorization: Bearer s3cret, X-Page: "2"}}
  - name: keyed
    path: /a
    query: {api_key: {prefix: s3cret}}
    upstream_service: "http://a"
  - name: held
    path: /*
    headers: {x-token: s3cret}
    upstream_service: "http://a"
  - {path: /m, mock: {status: 200, headers: {Set-Cookie: s3cret, X-Page: "2"}}}
)");
  const Explanation one = explained(w, {.target = "/a?api_key=typed"});
  REQUIRE(one.upstream);
  std::string set;
  for (const HeaderChange& header : one.upstream->headers) {
    set += header.name + ": " + header.value + "\n";
  }
  CHECK(set.find("Authorization: ***\n") != std::string::npos);
  CHECK(set.find("X-Page: 2\n") != std::string::npos);
  CHECK(set.find("s3cret") == std::string::npos);
  REQUIRE(one.candidates.size() == 3);
  CHECK(one.candidates[1].candidate.why == "query 'api_key' is 'typed', it must begin with '***'");
  CHECK(one.candidates[2].candidate.why == "header 'x-token' is absent, it must be '***'");
  const Explanation mocked = explained(w, {.target = "/m"});
  REQUIRE(mocked.answer);
  CHECK(mocked.answer->fields ==
        std::vector<std::pair<std::string, std::string>>{{"Set-Cookie", "***"}, {"X-Page", "2"}});
}

TEST_CASE("explain: an answer to HEAD has no body, and the fields of one", "[scenario]") {
  const World w = world(kConfig);
  const auto got = explained(w, {.method = "GET", .target = "/tea"}).answer;
  const auto head = explained(w, {.method = "HEAD", .target = "/tea"}).answer;
  REQUIRE(got);
  REQUIRE(head);
  CHECK(got->body == "short and stout");
  CHECK(head->body.empty());
  CHECK(head->status == 418);
  CHECK(head->fields == std::vector<std::pair<std::string, std::string>>{
                            {"Content-Type", std::string(got->content_type)}});
  const auto refused = explained(w, {.method = "HEAD", .target = "/none"}).answer;
  REQUIRE(refused);
  CHECK(refused->status == 404);
  CHECK(refused->body.empty());
}

TEST_CASE("explain: a body longer than the configuration allows is refused", "[scenario]") {
  const World w = world("limits: {max_body: 1KiB}\nroutes: [{path: /tea, mock: {status: 418}}]\n");
  const auto status = [&](const char* length) {
    return explained(w, {.target = "/tea", .headers = {{"Content-Length", length}}}).answer->status;
  };
  CHECK(status("1024") == 418);
  CHECK(status("1025") == 413);
}

TEST_CASE("explain: what the environment gives is not shown", "[scenario]") {
  config::Loaded loaded = config::load(
      "gw.yaml",
      "routes:\n"
      "  - path: /a\n"
      "    upstream_service: \"http://a\"\n"
      "    transform_request:\n"
      "      add_header: {X-Plain: 'a ${env:ONE}', X-Page: two}\n",
      {.environment = [](std::string_view) -> std::optional<std::string> { return "qwerty"; }});
  REQUIRE_FALSE(has_errors(loaded.diagnostics));
  const auto plan = compile::compile(loaded.config, {}, {}).plan;
  const Explanation found = explain(loaded.config, plan, Request({.target = "/a"}), {});
  REQUIRE(found.upstream);
  std::string values;
  for (const HeaderChange& one : found.upstream->headers) {
    if (one.name.starts_with("X-P")) values += one.name + "=" + one.value + " ";
  }
  CHECK(values == "X-Plain=*** X-Page=two ");
}

TEST_CASE("explain: a trusted proxy stands for the client that it names", "[scenario]") {
  const World w = world(R"(
trusted_proxies: [127.0.0.0/8]
routes:
  - name: open
    path: /open
    upstream_service: "http://a"
    rate_limit: {requests_per_minute: 5, key: client}
)");
  const auto said = [&](const std::string& client) {
    const Explanation found = explained(
        w, {.target = "/open",
            .headers = {{"X-Forwarded-For", "9.9.9.9, 8.8.8.8"}, {"X-Forwarded-Proto", "https"}},
            .client = client});
    std::string out = found.policies.at(1).says;
    for (const HeaderChange& one : found.upstream->headers) {
      if (one.name.starts_with("X-Forwarded-") && one.kind != HeaderChange::Kind::kRemoved) {
        out += "\n" + one.name + ": " + one.value;
      }
    }
    return out;
  };
  const std::string left = "4 left of 5 in 1m, counted by client:";
  CHECK(said("127.0.0.1") ==
        left + "8.8.8.8\nX-Forwarded-For: 9.9.9.9, 8.8.8.8, 127.0.0.1\nX-Forwarded-Proto: https");
  CHECK(said("192.0.2.7") ==
        left + "192.0.2.7\nX-Forwarded-For: 192.0.2.7\nX-Forwarded-Proto: http");
}

TEST_CASE("explain: the length of a body goes on to the upstream", "[scenario]") {
  const World w = world("routes:\n  - {path: /a, upstream_service: \"http://a\"}\n");
  const Explanation found =
      explained(w, {.method = "POST", .target = "/a", .headers = {{"Content-Length", "5"}}});
  REQUIRE(found.upstream);
  std::string kinds;
  for (const HeaderChange& one : found.upstream->headers) {
    if (one.name == "Content-Length")
      kinds += one.value + std::to_string(static_cast<int>(one.kind));
  }
  CHECK(kinds == "50");
}

TEST_CASE("explain: a head that a gateway refuses is refused as serve does", "[scenario]") {
  const World w = world(kConfig);
  using Headers = std::vector<std::pair<std::string, std::string>>;
  struct Row {
    Headers headers;
    const char* reason;
    uint16_t status = 400;
    std::string target = "/tea";
    std::string method = "GET";
  };
  for (const Row& row : std::initializer_list<Row>{
           {{}, "target-too-long", 414, "/" + std::string(http::kTargetCapacity, 'a')},
           {{}, "method-too-long", 501, "/tea", std::string(25, 'A')},
           {{}, "connect", 501, "/tea", "CONNECT"},
           {{{"X-Long", std::string(70'000, 'a')}}, "head-too-long", 431},
           {Headers(101, {"X-Many", "1"}), "too-many-fields", 431},
           {{{"Expect", "200-ok"}}, "expect-unknown", 417},
           {{{"Content-Length", "99999999999999"}}, "body-too-long", 413},
           {{{"Transfer-Encoding", "gzip"}}, "coding-unknown", 501},
           {{{"X_User", "a"}}, "field-name"},
           {{{"X-User", "a\r\nHost: b"}}, "control-character"},
           {{{"X-User", "a\x01"}}, "control-character"},
           {{}, "path-control", 400, "/a b"},
           {{}, "target-form", 400, "tea"},

           {{{"Host", "a"}, {"host", "a"}}, "host-repeated"},
           {{{"Host", "a b"}}, "host-characters"},
           {{{"Transfer-Encoding", "chunked"}, {"Content-Length", "3"}}, "length-and-coding"},
           {{{"Content-Length", "3"}, {"Content-Length", "4"}}, "length-repeated"},
           {{{"Content-Length", "-1"}}, "length-form"},
           {{{"Connection", "a b"}}, "connection-option"}}) {
    CAPTURE(row.reason);
    const Explanation one =
        explained(w, {.method = row.method, .target = row.target, .headers = row.headers});
    CHECK(one.candidates.empty());
    CHECK_FALSE(one.upstream);
    REQUIRE(one.answer);
    CHECK(one.answer->status == row.status);
    CHECK(one.verdict.status == row.status);
    CHECK(one.answer->body.find(row.reason) != std::string::npos);
  }
  for (const Headers& sound : std::initializer_list<Headers>{
           {{"Host", "a:80"}}, {{"Content-Length", "3"}}, {{"Transfer-Encoding", "chunked"}}}) {
    const Explanation one = explained(w, {.target = "/tea", .headers = sound});
    REQUIRE(one.answer);
    CHECK(one.answer->status == 418);
  }
}

TEST_CASE("explain: the upstream request as it would leave", "[scenario]") {
  const World w = world(kConfig);
  const Explanation one = explained(w, {.method = "PUT",
                                        .target = "http://Api.Example.com:8443//orders/./7?full=1",
                                        .headers = {{"Cookie", "a=b"},
                                                    {"X-Shop", "forged"},
                                                    {"Accept", "*/*"},
                                                    {"Connection", "close"}},
                                        .user = "ann"});
  CHECK(one.target == "/orders/7?full=1");
  CHECK(one.host == "api.example.com");
  REQUIRE(one.upstream);
  CHECK(one.upstream->endpoint == "shop-1:8080");
  CHECK(one.upstream->method == "PUT");
  CHECK(one.upstream->target == "/api/orders/7?full=1");
  std::string headers;
  for (const HeaderChange& header : one.upstream->headers) {
    if (header.name == "traceparent" || header.name == "X-Request-Id") continue;
    headers += " +-"[static_cast<size_t>(header.kind)] + header.name + ": " + header.value + "\n";
  }
  CHECK(headers ==
        "+Host: shop-1:8080\n"
        " Accept: */*\n"
        "+X-Forwarded-For: 192.0.2.1\n"
        "+X-Forwarded-Proto: http\n"
        "+X-Forwarded-Host: Api.Example.com:8443\n"
        "+Via: 1.1 gw\n"
        "+X-Shop: 1\n"
        "-Cookie: a=b\n"
        "-Connection: close\n");
}

TEST_CASE("explain: a header that the route sets goes out once, the gateway's own ones too",
          "[scenario]") {
  const World w = world(
      "routes: [{path: /, upstream_service: http://shop, "
      "transform_request: {add_header: {X-Request-Id: mine}}}]");
  const Explanation one = explained(w, {.target = "/"});
  REQUIRE(one.upstream);
  std::vector<std::string> ids;
  for (const HeaderChange& header : one.upstream->headers) {
    if (header.name == "X-Request-Id") ids.push_back(header.value);
  }
  CHECK(ids == std::vector<std::string>{"mine"});
}

TEST_CASE("explain: what gw answers itself", "[scenario]") {
  const World w = world(kConfig);
  struct Row {
    RequestText request;
    int status;
    engine::Reason reason;
    const char* body;
  };
  for (const Row& row : std::initializer_list<Row>{
           {{.target = "/tea"}, 418, engine::Reason::kMocked, "short and stout"},
           {{.target = "/coffee"},
            404,
            engine::Reason::kNoRoute,
            "{\"error\":\"no route matches\""},
           {{.method = "DELETE", .target = "/orders/7"},
            405,
            engine::Reason::kMethodNotAllowed,
            "{\"error\":\"method not allowed\""},
           {{.target = "/orders%2F7"},
            400,
            engine::Reason::kBadRequest,
            "{\"error\":\"bad request: path-encoded-slash\""}}) {
    const Explanation one = explained(w, row.request);
    INFO(row.request.target);
    REQUIRE(one.answer);
    CHECK(one.answer->status == row.status);
    CHECK(one.verdict.reason == row.reason);
    CHECK(one.answer->body.starts_with(row.body));
    CHECK_FALSE(one.upstream);
  }
}

TEST_CASE("explain: routes of another path are counted, near ones shown where none matches",
          "[scenario]") {
  const World w = world(kConfig);
  const Explanation hit = explained(w, {.target = "/tea"});
  REQUIRE(hit.candidates.size() == 1);
  CHECK(hit.candidates[0].name == "tea");
  CHECK(hit.other_routes == 1);
  const Explanation miss = explained(w, {.target = "/orders"});
  REQUIRE(miss.candidates.size() == 1);
  CHECK(miss.candidates[0].name == "order");
  CHECK(miss.candidates[0].candidate.why == "the path ends before segment 2");
}

}  // namespace gw::scenario
