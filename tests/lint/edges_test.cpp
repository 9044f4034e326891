// What lies just inside and just outside of a rule, where its two files show one case each.
#include <string>

#include "base/text.hpp"
#include "lint/lint_text.hpp"
#include "lint/proof.hpp"
#include "support/catch.hpp"

namespace gw::lint {
namespace {

// What the rules say of it, by line.
std::string said(const std::string& text, const std::vector<std::string>& rules) {
  std::string out;
  for (const Finding& one : lint_text(text, {rules, {}}).findings) {
    out += (out.empty() ? "" : "\n") + std::string(one.rule->id) + " " + one.message;
  }
  return out;
}

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
  CHECK(limits_said("[{rate: 2/s, burst: 20}, {rate: 119/m, burst: 20, name: slow}]").empty());
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
                           "internal.example.com", "orders.prod", "shop.internal.example.com"}) {
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
        "X-Trace: 'gw-${trace_id}'", "X-Note: 'sk_live_'", "X-Note: 'task_live_12345678'",
        "X-Region: 'AKIA reads well'"}) {
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
