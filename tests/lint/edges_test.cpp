// What lies just inside and just outside of a rule, where its two files show one case each.
#include <string>

#include "base/text.hpp"
#include "lint/lint_text.hpp"
#include "lint/proof.hpp"
#include "support/catch.hpp"

namespace gw::lint {
namespace {

std::string limits_said(const std::string& limits) {
  return found(
      lint_text("routes:\n  - {path: /a, upstream_service: \"http://a.internal\", "
                "rate_limit: " +
                    limits + "}\n",
                {{"GW504", "GW505"}, {}}));
}

std::string service_said(const std::string& service, const std::string& rule) {
  return found(lint_text("services:\n  a: {" + service +
                             "}\nroutes:\n  - {path: /a, auth_required: true, upstream_service: "
                             "a}\n",
                         {{rule}, {}}));
}

std::string header_said(const std::string& header) {
  return said(
      "routes:\n  - path: /a\n    upstream_service: \"http://a.internal\"\n"
      "    transform_request: {add_header: {" +
          header + "}}\n",
      {"GW205"});
}

}  // namespace

TEST_CASE("GW205: a credential is known by its looks in any value, path and URL", "[lint]") {
  CHECK(header_said("X-Db: 'postgres://u:pw@db/x'") ==
        "GW205 the value of 'X-Db' holds a URL with a credential and stands in the file for all "
        "to read");
  CHECK(header_said("X-Note: '${env:K}-sk_live_0123456789'") ==
        "GW205 the value of 'X-Note' holds a token (sk_live_...) and stands in the file for all "
        "to read");
  CHECK(header_said("X-Note: '-----BEGIN PRIVATE KEY-----'") ==
        "GW205 the value of 'X-Note' holds a token (PRIVATE KEY-----...) and stands in the file "
        "for all to read");
  CHECK(header_said("X-Contact: 'mailto:ops@example.com'").empty());
  CHECK(header_said("X-Db: 'postgres://${env:USER}@db/x'").empty());
  CHECK(said("routes:\n  - {path: /hook/xoxb-0123456789, upstream_service: "
             "\"http://a.internal/v1/AKIAIOSFODNN7EXAMPLE\"}\n",
             {"GW205"}) ==
        "GW205 the path holds a token (xoxb-...) and stands in the file for all to read\n"
        "GW205 the URL holds a token (AKIA...) and stands in the file for all to read");
}

TEST_CASE("findings: what a name may do to a terminal or a line is escaped", "[lint]") {
  const std::string text =
      "services:\n  \"s\\e[2J\\nx.yaml:1:1: error: fake\": {url: \"http://s.internal\"}\n"
      "routes:\n  - {path: /a, method: GET, upstream_service: \"s\\e[2J\\nx.yaml:1:1: error: "
      "fake\"}\n";
  const std::vector<Finding> findings = lint_text(text).findings;
  REQUIRE(!findings.empty());
  bool names_it = false;
  for (const Finding& one : findings) {
    CHECK(one.message.find_first_of("\x1b\n") == std::string::npos);
    names_it = names_it || one.message.find(R"(s\x1b[2J\x0ax.yaml)") != std::string::npos;
  }
  CHECK(names_it);
}

TEST_CASE("witnesses: a token that its value tells is not shown", "[lint]") {
  const std::string token = "AKIAIOSFODNN7EXAMPLE";
  const std::string text =
      "services:\n  s: {url: \"http://s.internal\"}\nroutes:\n"
      "  - {name: i, path: /i, method: GET, upstream_service: s, headers: {X-Foo: {regex: '(" +
      token +
      "|x)'}}}\n"
      "  - {name: j, path: /i, method: GET, upstream_service: s, headers: {X-Foo: {prefix: '" +
      token + "'}}}\n";
  const std::vector<Finding> findings = lint_text(text, {{"GW103", "GW104"}, {}}).findings;
  REQUIRE(!findings.empty());
  for (const Finding& one : findings) {
    CHECK(one.message.find(token) == std::string::npos);
    for (const Note& note : one.notes) CHECK(note.message.find(token) == std::string::npos);
  }
}

TEST_CASE("limits: only those that refuse the same requests make each other needless", "[lint]") {
  CHECK(limits_said("[{rate: 10/s, burst: 5}, {rate: 3/m, name: try}]") == "GW504:2");
  CHECK(limits_said("[{rate: 10/s, burst: 5}, {rate: 3/m, mode: shadow, name: try}]").empty());
  CHECK(limits_said("[{rate: 10/s, mode: shadow, name: try}, {rate: 3/m}]").empty());
  CHECK(limits_said("[{rate: 1/m, name: t2}, {rate: 10000/h, algorithm: sliding_window}]") ==
        "GW505:2");
  CHECK(limits_said("[{rate: 1/m, mode: shadow, name: t2}, "
                    "{rate: 10000/h, algorithm: sliding_window}]")
            .empty());
  CHECK(limits_said("[{rate: 1/m, name: t2, stage: before_auth}, {rate: 10000/h}]").empty());
  CHECK(limits_said("[{rate: 1/m, name: t2, stage: before_auth}, "
                    "{rate: 10000/h, stage: before_auth}]") == "GW505:2");
}

TEST_CASE("limits: what spaces requests is needless beside what spaces them as far alone",
          "[lint]") {
  // Two requests at once pass the first of these and not the second.
  CHECK(limits_said("[{rate: 2/s, burst: 20}, {rate: 200/m, name: slow}]").empty());
  CHECK(limits_said("[{rate: 1/m, name: t2, algorithm: fixed_window}, {rate: 10000/h}]").empty());
  CHECK(limits_said("[{rate: 2/s, burst: 20}, {rate: 200/m, burst: 19, name: slow}]").empty());
  CHECK(limits_said("[{rate: 2/s, burst: 20}, {rate: 200/m, burst: 20, name: slow}]") == "GW505:2");
  CHECK(limits_said("[{rate: 2/s, burst: 20}, {rate: 120/m, burst: 20, name: slow}]") == "GW505:2");
  CHECK(limits_said("[{rate: 2/s, burst: 20}, {rate: 119/m, burst: 20, name: slow}]") == "GW505:2");
  CHECK(limits_said("[{rate: 2/s, burst: 20}, "
                    "{rate: 200/m, algorithm: fixed_window, name: slow}]") == "GW505:2");
}

TEST_CASE("limits: a header in which clients say their address is one mistake, not two", "[lint]") {
  for (const char* header :
       {"X-Forwarded-For", "X-Real-IP", "Forwarded", "True-Client-IP", "X-Api-Key"}) {
    CAPTURE(header);
    const std::string text =
        "routes:\n  - {path: /a, upstream_service: \"http://a.internal\", rate_limit: "
        "{rate: 10/s, key: header:" +
        std::string(header) + "}}\n";
    CHECK(found(lint_text(text, {{"GW211", "GW509"}, {}})) ==
          (std::string(header) == "X-Api-Key" ? "GW509:2" : "GW211:2"));
  }
}

TEST_CASE("paths: a parameter has one name at one place of the same hosts", "[lint]") {
  const auto with = [](const std::string& host, const std::string& other) {
    return found(lint_text("routes:\n  - {path: \"/c/{id}\", host: " + host +
                               ", mock: {}}\n  - {path: \"/c/{uid}/x\", host: " + other +
                               ", mock: {}}\n",
                           {{"GW119"}, {}}));
  };
  CHECK(with("a.example", "b.example").empty());
  CHECK(with("a.example", "a.example") == "GW119:3");
}

TEST_CASE("limits: what two windows let pass at their border can reach a shorter limit", "[lint]") {
  CHECK(limits_said("[{requests_per_second: 15}, {requests_per_minute: 10}]").empty());
  CHECK(limits_said("[{requests_per_second: 19}, {requests_per_minute: 10}]").empty());
  CHECK(limits_said("[{requests_per_second: 20}, {requests_per_minute: 10}]") == "GW504:2");
  // A log keeps within its number everywhere; a paced limit refuses the second of two at once.
  CHECK(limits_said("[{requests_per_second: 11}, {rate: 10/m, algorithm: sliding_log}]") ==
        "GW504:2");
  CHECK(limits_said("[{rate: 100/s}, {requests_per_minute: 10}]").empty());
  CHECK(limits_said("[{rate: 100/s, burst: 19}, {requests_per_minute: 10}]") == "GW504:2");
}

TEST_CASE("limits: of two that say the same the second is needless", "[lint]") {
  const auto second = [](const std::string& limits) {
    return said(
        "routes:\n  - path: /a\n    upstream_service: \"http://a.internal\"\n"
        "    rate_limit: " +
            limits + "\n",
        {"GW504", "GW505"});
  };
  CHECK(second("[{requests_per_minute: 50}, {requests_per_minute: 100}]") ==
        "GW505 100/m refuses nobody whom 50/m lets pass");
  CHECK(second("[{requests_per_minute: 60}, {requests_per_minute: 50}]") ==
        "GW505 60/m refuses nobody whom 50/m lets pass");
  CHECK(second("[{requests_per_minute: 10}, {requests_per_minute: 10, name: b}]") ==
        "GW505 10/m refuses nobody whom 10/m lets pass");
  CHECK(second("[{rate: 10/s}, {rate: 600/m}]") ==
        "GW505 600/m refuses nobody whom 10/s lets pass");
  CHECK(second("[{max_concurrent: 20}, {max_concurrent: 10}]") ==
        "GW505 20 at once refuses nobody whom 10 at once lets pass");
  // Windows of one length but of two kinds do not open together.
  CHECK(second("[{requests_per_minute: 60}, {rate: 50/m, algorithm: sliding_window}]").empty());
  CHECK(second("[{rate: 2/s, burst: 20}, {rate: 200/m}]").empty());
  CHECK(second("[{requests_per_minute: 20, count_refused: true}, {requests_per_minute: 10}]")
            .empty());
  CHECK(second("[{rate: 1/s, queue: {max_wait: 60s}}, {rate: 5/s}]").empty());
}

TEST_CASE("limits: keys that count the same, and coarser ones", "[lint]") {
  CHECK(limits_said("[{requests_per_minute: 10, key: client}, {requests_per_minute: 20}]") ==
        "GW505:2");
  CHECK(limits_said("[{requests_per_minute: 10, key: [client, route]}, "
                    "{requests_per_minute: 20, key: [global, client]}]") == "GW505:2");
  CHECK(limits_said("[{rate: 1/s, key: global}, {rate: 2/s, key: client}]") == "GW505:2");
  CHECK(limits_said("[{rate: 1/s, key: client}, {rate: 2/s, key: global}]").empty());
  CHECK(limits_said("[{rate: 1/s, key: client}, {rate: 2/s, key: query:q}]").empty());
  const auto guarded = [](const std::string& limits) {
    return found(
        lint_text("routes:\n  - {path: /a, auth_required: true, upstream_service: "
                  "\"http://a.internal\", rate_limit: " +
                      limits + "}\n",
                  {{"GW504", "GW505"}, {}}));
  };
  CHECK(guarded("[{rate: 1/s, key: client}, {rate: 2/s}]").empty());
  CHECK(guarded("[{rate: 1/s}, {rate: 2/s}]") == "GW505:2");
}

TEST_CASE("limits: a pool that counts other routes too can be reached by those", "[lint]") {
  const auto pooled = [](const std::string& pool, const std::string& first,
                         const std::string& second) {
    return found(lint_text("rate_limits:\n  all: " + pool +
                               "\nroutes:\n"
                               "  - path: /a\n    upstream_service: \"http://a.internal\"\n"
                               "    rate_limit: " +
                               first +
                               "\n"
                               "  - path: /b\n    upstream_service: \"http://a.internal\"\n"
                               "    rate_limit: " +
                               second + "\n",
                           {{"GW504", "GW505"}, {}}));
  };
  const std::string own = "[all, {requests_per_minute: 10}]";
  CHECK(pooled("{requests_per_second: 100}", own, "all").empty());
  CHECK(pooled("{requests_per_second: 100}", own, "[]") == "GW504:6");
  CHECK(pooled("{requests_per_minute: 1000}", "[all, {rate: 1/s}]", "all").empty());
  CHECK(pooled("{requests_per_minute: 1000}", "[all, {rate: 1/s}]", "[]") == "GW505:6");
  // What the pool lets pass is all that the route's own limit ever sees.
  CHECK(pooled("{rate: 1/s}", "[all, {requests_per_minute: 100}]", "all") == "GW505:6");
  CHECK(pooled("{rate: 1/s, burst: 1}", "[all, {requests_per_second: 100}]", "all") == "GW505:6");
  // A pool by route counts each route for itself.
  CHECK(pooled("{requests_per_second: 100, key: [client, route]}", own, "all") == "GW504:6");
}

TEST_CASE("limits: one pool makes another needless when it counts all that the other does",
          "[lint]") {
  const auto pooled = [](const std::string& second) {
    return found(
        lint_text("rate_limits:\n  x: {rate: 1/s}\n  y: {rate: 5/s}\nroutes:\n"
                  "  - {path: /a, mock: {status: 200}, rate_limit: [x, y]}\n"
                  "  - {path: /b, mock: {status: 200}, rate_limit: " +
                      second + "}\n",
                  {{"GW504", "GW505"}, {}}));
  };
  CHECK(pooled("[x, y]") == "GW505:5");
  CHECK(pooled("x") == "GW505:5");
  CHECK(pooled("y").empty());
}

TEST_CASE("keys: what a client can change alone bounds nothing", "[lint]") {
  const auto keyed = [](const std::string& limits, const std::string& more = "") {
    return said("routes:\n  - path: /a\n    upstream_service: \"http://a.internal\"\n" + more +
                    "    rate_limit: " + limits + "\n",
                {"GW509"});
  };
  const std::string fresh =
      "GW509 a client that sends another 'x-key' with each request is never limited";
  CHECK(keyed("{rate: 5/s, key: [client, header:X-Key]}") == fresh);
  CHECK(keyed("[{rate: 5/s, key: [client, header:X-Key]}, {rate: 50/s, mode: shadow}]") == fresh);
  CHECK(keyed("[{rate: 5/s, key: [client, header:X-Key]}, {rate: 50/s}]").empty());
  CHECK(keyed("{rate: 5/s, key: [header:X-Key, query:tenant]}") ==
        "GW509 requests without 'x-key' and 'tenant' share one count, and any client can make up "
        "as many values as it likes");
  CHECK(keyed("[{rate: 5/s, key: [header:X-Key, route]}, {rate: 50/s, key: client}]") ==
        "GW509 requests without 'x-key' share one count: one client can use it up for all");
  CHECK(keyed("{rate: 5/s, key: header:X-Key}", "    headers: {X-Key: {present: true}}\n").empty());
  CHECK(keyed("{rate: 5/s, key: header:X-Key}", "    auth_required: true\n").empty());
}

TEST_CASE("keys: the consumer of an open route is nobody, whatever stands beside", "[lint]") {
  const auto keyed = [](const std::string& key) {
    return found(lint_text(
        "routes:\n  - {path: /a, mock: {status: 200}, rate_limit: {rate: 5/s, key: " + key + "}}\n",
        {{"GW312"}, {}}));
  };
  CHECK(keyed("consumer") == "GW312:2");
  CHECK(keyed("[consumer, route]") == "GW312:2");
  CHECK(keyed("[consumer, client]").empty());
}

TEST_CASE("unused: what the defaults name is in use, whether a route inherits it or not",
          "[lint]") {
  const auto unused = [](const std::string& limits) {
    return said("rate_limits:\n  one: {rate: 1/s}\n  two: {rate: 1/s}\ndefaults: {rate_limit: " +
                    limits + "}\nroutes:\n  - {path: /a, mock: {status: 200}, rate_limit: []}\n",
                {"GW118"});
  };
  CHECK(unused("one") == "GW118 no route uses the shared limit 'two'");
  CHECK(unused("[one, {rate: 5/s}, two]").empty());
}

TEST_CASE("networks: an address is compared as one, a name by its end", "[lint]") {
  for (const char* host : {"localhost",
                           "127.9.9.9",
                           "[::1]",
                           "[::ffff:127.0.0.1]",
                           "10.1.2.3",
                           "172.16.0.1",
                           "172.31.9.9",
                           "192.168.1.1",
                           "169.254.1.1",
                           "100.64.1.1",
                           "100.127.9.9",
                           "[::ffff:10.0.0.1]",
                           "[fd00::1]",
                           "[fe80::1]",
                           "orders",
                           "orders.prod",
                           "orders.prod.svc",
                           "orders.prod.svc.cluster.local",
                           "orders.service.consul",
                           "orders.prod.consul",
                           "shop.internal",
                           "SHOP.INTERNAL",
                           "db.corp",
                           "nas.home.arpa"}) {
    CAPTURE(host);
    const std::string url = "url: \"http://" + std::string(host) + "\"";
    CHECK(service_said(url, "GW206").empty());
    CHECK(service_said(url, "GW210").empty());
  }
  for (const char* host : {"10.evil.com", "127.0.0.1.nip.io", "192.168.example.com",
                           "169.254.evil.com", "172.16.evil.com", "fc.example.com", "172.32.0.1",
                           "100.128.0.1", "11.0.0.1", "[2001:db8::1]", "[::ffff:8.8.8.8]",
                           "internal.example.com", "orders.dev", "shop.internal.example.com"}) {
    CAPTURE(host);
    const std::string url = "url: \"http://" + std::string(host) + "\"";
    CHECK(service_said(url, "GW206") == "GW206:2");
    CHECK(service_said(url, "GW210") == "GW210:4");
  }
}

TEST_CASE("secrets: only the environment excuses a value", "[lint]") {
  const auto stands = [](const std::string& name) {
    return "GW205 the value of '" + name + "' stands in the file for all to read";
  };
  CHECK(header_said("Authorization: 'Bearer sk_live_$${x}'") == stands("Authorization"));
  CHECK(header_said("X-Auth-Token: 'hunter2-${trace_id}'") == stands("X-Auth-Token"));
  CHECK(header_said("X-Auth-Token: 'hunter2$${env:A}'") == stands("X-Auth-Token"));
  for (const char* header :
       {"X-Auth-Token: '${env:TOKEN}'", "Authorization: 'Bearer ${env:TOKEN}'",
        "X-Session: '${generate_uuid}'", "Idempotency-Key: 'gw-${generate_uuid}'",
        "Authorization: 'Bearer ${trace_id}'", "X-Trace: 'gw-${trace_id}'", "X-Note: 'sk_live_'",
        "X-Note: 'task_live_12345678'", "X-Region: 'AKIA reads well'"}) {
    CAPTURE(header);
    CHECK(header_said(header).empty());
  }
  for (const char* token : {"sk_live_", "ghp_", "AKIA", "xoxb-", "glpat-"}) {
    CAPTURE(token);
    const std::string message = "GW205 the value of 'X-Note' holds a token (" + std::string(token) +
                                "...) and stands in the file for all to read";
    CHECK(header_said("X-Note: '" + std::string(token) + "ABCDEFGH12345678'") == message);
    CHECK(header_said("X-Note: 'by " + std::string(token) + "ABCDEFGH12345678-${trace_id}'") ==
          message);
  }
}

TEST_CASE("secrets: conditions and mocks hold none either", "[lint]") {
  const auto route_said = [](const std::string& more) {
    return said("routes:\n  - {path: /a, upstream_service: \"http://a.internal\", " + more + "}\n",
                {"GW205"});
  };
  const auto stands = [](const std::string& name) {
    return "GW205 the value of '" + name + "' stands in the file for all to read";
  };
  CHECK(route_said("headers: {Authorization: 'Bearer sk_live_51HqKqK2eZvKY'}") ==
        stands("Authorization"));
  CHECK(route_said("headers: {X-Api-Key: {prefix: 4f8b1c77d2}}") == stands("X-Api-Key"));
  CHECK(route_said("query: {token: {exact: 4f8b1c77d2}}") == stands("token"));
  CHECK(route_said("mock: {headers: {X-Api-Key: 4f8b1c77d2}}") == stands("X-Api-Key"));
  CHECK(route_said("mock: {body: 'token ghp_aaaaaaaaaaaaaaaaaaaaaaaaaaaa'}") ==
        "GW205 the value of 'body' holds a token (ghp_...) and stands in the file for all to read");
  CHECK(route_said("mock: {body: '{\"api_key\": \"4f8b1c77d2\"}'}") == stands("api_key"));
  CHECK(route_said("mock: {body: 'access_token=4f8b1c77d2&ttl=1'}") == stands("access_token"));
  CHECK(route_said("mock: {body: 'key: ghp_aaaaaaaa1111aaaaaaaaaaaaaaaa'}") == stands("key"));
  for (const char* fine :
       {"mock: {body: '{\"token\": \"abc\", \"id\": \"4f8b1c77d2\"}'}",
        "mock: {body: '{\"password\": \"<password>\"}'}",
        "transform_request: {add_header: {X-Api-Key: todo}}",
        "headers: {Authorization: {prefix: 'Bearer '}}",
        "headers: {Authorization: {present: true}}",
        "headers: {Authorization: {regex: 'Bearer [0-9a-f]{32}'}}", "query: {sort_key: asc}",
        "query: {page: 4f8b1c77d2}", "mock: {body: 'no token here'}",
        "headers: {X-Api-Key: '${env:KEY}'}", "mock: {headers: {X-Api-Key: '${env:KEY}'}}"}) {
    CAPTURE(fine);
    CHECK(route_said(fine).empty());
  }
}

TEST_CASE("writes: methods that are registered as safe change nothing", "[lint]") {
  const auto method = [](const std::string& name) {
    return found(lint_text(
        "routes:\n  - {path: /a, method: " + name + ", upstream_service: \"http://a.internal\"}\n",
        {{"GW301"}, {}}));
  };
  for (const char* safe : {"GET", "HEAD", "OPTIONS", "TRACE", "PROPFIND", "REPORT", "SEARCH"}) {
    CAPTURE(safe);
    CHECK(method(safe).empty());
  }
  CHECK(method("PROPPATCH") == "GW301:2");
  CHECK(method("MKCOL") == "GW301:2");
}

TEST_CASE("catch-all: parameters alone are no name", "[lint]") {
  const auto path = [](const std::string& text) {
    return found(
        lint_text("routes:\n"
                  "  - {path: /, method: GET, auth_required: true, upstream_service: "
                  "\"http://a.internal\"}\n"
                  "  - {path: '" +
                      text + "', method: GET, upstream_service: \"http://a.internal\"}\n",
                  {{"GW112", "GW113"}, {}}));
  };
  CHECK(path("/*") == "GW113:3");
  CHECK(path("/{any}/*") == "GW113:3");
  CHECK(path("/{any}/{more}/*") == "GW113:3");
  CHECK(path("/{any}") == "GW112:3");
  CHECK(path("/shop/{any}").empty());
  CHECK(path("/{any}/shop").empty());
  CHECK(path("/{any}/shop/*").empty());
}

TEST_CASE("single instances: ports of one address are one machine", "[lint]") {
  const auto with = [](const char* endpoints) {
    return service_said("endpoints: [" + std::string(endpoints) + "]", "GW415");
  };
  CHECK(with("{url: http://10.0.0.1:80}") == "GW415:2");
  CHECK(with("{url: http://10.0.0.1:80}, {url: http://10.0.0.1:81}") == "GW415:2");
  CHECK(with("{url: http://10.0.0.1:80}, {url: 'http://[::ffff:10.0.0.1]:81'}") == "GW415:2");
  CHECK(with("{url: http://10.0.0.1:80}, {url: http://10.0.0.2:80}").empty());
  CHECK(with("{url: http://10.0.0.1:80}, {url: http://b.internal}").empty());
  CHECK(with("{url: http://127.0.0.1:80}, {url: http://127.0.0.1:81}").empty());
}

TEST_CASE("retries: the message names a method that the route takes", "[lint]") {
  const auto with = [](const std::string& methods) {
    const std::string all = said("routes:\n  - {path: /a, " + methods +
                                     "upstream_service: \"http://a.internal\", retries: "
                                     "{attempts: 1, non_idempotent: true}}\n",
                                 {"GW405"});
    return all.substr(0, all.find(" that"));
  };
  CHECK(with("") == "GW405 a POST");
  CHECK(with("method: PATCH, ") == "GW405 a PATCH");
  CHECK(with("method: [GET, PUT, PATCH, POST], ") == "GW405 a PATCH");
  CHECK(with("method: [GET, PUT, DELETE], ").empty());
}

TEST_CASE("trailing slashes: two routes whose methods never meet are no twins", "[lint]") {
  const auto with = [](const char* slash, const char* plain, const char* more = "") {
    return found(lint_text("routes:\n  - {path: /n/, " + std::string(slash) +
                               "upstream_service: \"http://a.internal\"}\n  - {path: /n, " + plain +
                               "upstream_service: \"http://b.internal\"}\n" + more,
                           {{"GW114"}, {}}));
  };
  CHECK(with("", "") == "GW114:2");
  CHECK(with("method: GET, ", "method: POST, ").empty());
  CHECK(with("method: GET, ", "") == "GW114:2");
  CHECK(with("method: GET, ", "method: [POST, GET], ") == "GW114:2");
  CHECK(with("method: GET, ", "method: HEAD, ") == "GW114:2");  // GET takes HEAD with it
  CHECK(with("method: HEAD, ", "method: POST, ").empty());
  CHECK(with("method: GET, ", "method: POST, ",
             "  - {path: /n, method: GET, upstream_service: \"http://c.internal\"}\n") ==
        "GW114:2");
}

TEST_CASE("contests: a route that several others take requests from is told once, with each",
          "[lint]") {
  const auto route = [](const std::string& name, const std::string& rest) {
    return "  - {name: " + name + ", " + rest + ", method: GET, upstream_service: 'http://a'}\n";
  };
  const auto messages = [](const std::string& routes) {
    const Linted linted = lint_text("routes:\n" + routes, {{"GW103", "GW104"}, {}});
    std::string out;
    for (const Finding& one : linted.findings) {
      CHECK(unproved(linted, one).empty());
      out += std::string(one.rule->id) + " " + one.message + "\n";
      for (const Note& note : one.notes) out += "  " + note.message + "\n";
    }
    return out;
  };
  CHECK(messages(route("t", "path: '/{tenant}/archive'") + route("s", "path: '/shops/{id}'") +
                 route("p", "path: '/pets/{id}'")) ==
        "GW103 2 other routes take requests that match this one too, as GET /shops/archive\n"
        "  GET /shops/archive goes to this one\n  GET /pets/archive goes to this one\n");
  CHECK(messages(route("s", "path: /a, query: {v: {regex: '2.*'}}") +
                 route("p", "path: /a, query: {v: {regex: '3.*'}}") +
                 route("t", "path: /a, query: {v: {regex: '.*1'}}")) ==
        "GW104 2 other routes take requests that match this one too because they come first in the "
        "file, as GET /a?v=21\n"
        "  GET /a?v=21 goes to this one\n  GET /a?v=31 goes to this one\n");
}

TEST_CASE("open reads: the neighbours of a route are below the same path of the same hosts",
          "[lint]") {
  const auto with = [](const std::string& guarded, const std::string& open) {
    return found(lint_text("routes:\n  - {" + guarded +
                               ", method: GET, upstream_service: 'http://a', auth_required: true}\n"
                               "  - {" +
                               open + ", method: GET, upstream_service: 'http://a'}\n",
                           {{"GW302"}, {}}));
  };
  CHECK(with("path: '/v1/users/{id}'", "path: '/v1/users/{id}/cards'") == "GW302:3");
  CHECK(with("path: '/v1/users/{id}'", "path: /v1/users") == "GW302:3");
  CHECK(with("path: /v1/users", "path: '/v1/users/{id}'") == "GW302:3");
  CHECK(with("path: '/v1/users/{id}'", "path: /v1/products").empty());
  CHECK(with("path: '/users/{id}'", "path: '/users-public/{id}'").empty());
  CHECK(with("path: '/users/{id}', host: a.com", "path: '/users/{id}/cards', host: a.com") ==
        "GW302:3");
  CHECK(with("path: '/users/{id}', host: a.com", "path: '/users/{id}/cards', host: b.com").empty());
}

}  // namespace gw::lint
