#include "scenario/settings.hpp"

#include "support/catch.hpp"

namespace gw::scenario {
namespace {

config::Loaded loaded() {
  const std::vector<config::Text> overlays = {{"prod.yaml",
                                               "services: {users: {url: 'http://prod.internal'}}\n"
                                               "routes:\n  - {name: user, timeout_ms: 250}\n"}};
  const auto includes = [](const std::string&) {
    return Result<std::vector<config::Text>>(std::vector{config::Text{
        "routes.yaml",
        "rate_limits:\n  slow: {rate: 5/s}\n"
        "routes:\n"
        "  - name: user\n    path: /users/{id}\n    method: [GET,\n      HEAD]\n"
        "    upstream_service: users\n    rate_limit: [slow, {requests_per_minute: 100}]\n"
        "    transform_request: {add_header: {authorization: hunter2}}\n"
        "  - {path: /mock, mock: {}}\n"}});
  };
  return config::load(
      "gw.yaml",
      "include: routes.yaml\n"
      "gateway: {rate_limit: {rate: 1000/s}}\n"
      "defaults: {connect_timeout_ms: 900}\n"
      "services:\n  users: {url: 'http://u', circuit_breaker: {failure_rate: 50%}}\n",
      {.includes = includes, .overlays = overlays});
}

// "value by place" of the key; "none" when nothing is said of it.
std::string said(const std::vector<Setting>& settings, std::string_view key) {
  for (const Setting& one : settings) {
    if (one.key != key) continue;
    const std::string where = one.place.file.empty()
                                  ? ""
                                  : " " + one.place.file + ":" + std::to_string(one.place.line) +
                                        ":" + std::to_string(one.place.column);
    return one.value + " " + std::string(name(one.by)) + where;
  }
  return "none";
}

}  // namespace

TEST_CASE("settings: each value has its origin, whichever file it is", "[scenario]") {
  const config::Loaded all = loaded();
  REQUIRE_FALSE(has_errors(all.diagnostics));
  const std::vector<Setting> user = settings_of(all, 0);
  struct Row {
    const char* key;
    const char* said;
  };
  for (const Row& row : {
           Row{"name", "user route routes.yaml:4:11"},
           Row{"path", "/users/{id} route routes.yaml:5:11"},
           Row{"method", "[GET, HEAD] route routes.yaml:6:13"},
           Row{"timeout_ms", "250 route prod.yaml:3:30"},
           Row{"connect_timeout_ms", "900 defaults gw.yaml:3:32"},
           Row{"auth_required", "false default"},
           Row{"rate_limit[0]", "slow route routes.yaml:9:18"},
           Row{"rate_limit[1].requests_per_minute", "100 route routes.yaml:9:46"},
           Row{"rate_limit[1].burst", "0 default"},
           Row{"rate_limits.slow.rate", "5/s rate_limits routes.yaml:2:16"},
           Row{"gateway.rate_limit.rate", "1000/s gateway gw.yaml:2:30"},
           Row{"circuit_breaker.failure_rate", "50% service gw.yaml:5:60"},
           Row{"circuit_breaker.open_for", "30s default"},
           Row{"services.users.url", "'http://prod.internal' service prod.yaml:1:25"},
           Row{"services.users.circuit_breaker.failure_rate", "none"},
           Row{"transform_request.add_header.authorization", "******* route routes.yaml:10:53"},
       }) {
    CAPTURE(row.key);
    CHECK(said(user, row.key) == row.said);
  }
  const std::vector<Setting> mock = settings_of(all, 1);
  CHECK(said(mock, "mock.status") == "200 default");
  CHECK(said(mock, "rate_limits.slow.rate") == "none");
}

TEST_CASE("settings: each key is told once", "[scenario]") {
  const config::Loaded all = loaded();
  const std::vector<Setting> user = settings_of(all, 0);
  for (const Setting& one : user) {
    CAPTURE(one.key);
    CHECK(std::ranges::count(user, one.key, &Setting::key) == 1);
  }
}

TEST_CASE("settings: a line for each route", "[scenario]") {
  const std::vector<RouteLine> routes = list_routes(loaded());
  REQUIRE(routes.size() == 2);
  CHECK(routes[0].methods == "GET, HEAD");
  CHECK(routes[0].service == "users");
  CHECK(routes[0].limits.value == 3);
  CHECK(routes[0].timeout.value == "250ms");
  CHECK(routes[1].methods == "any");
  CHECK(routes[1].service == "mock");
  CHECK(routes[1].place.file == "routes.yaml");
  CHECK(routes[1].place.line == 11);
}

}  // namespace gw::scenario
