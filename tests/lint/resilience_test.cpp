// What lies just inside and just outside of the rules about retries and breakers.
#include <string>

#include "lint/lint_text.hpp"
#include "support/catch.hpp"

namespace gw::lint {

TEST_CASE("breakers: flapping is when one failed call is enough", "[lint]") {
  const auto breaker = [](const std::string& keys) {
    return found(lint_text("services:\n  a: {url: \"http://a.internal\", circuit_breaker: {" +
                               keys + "}}\nroutes:\n  - {path: /a, upstream_service: a}\n",
                           {{"GW410"}, {}}));
  };
  CHECK(breaker("failure_rate: 60%, minimum_calls: 4").empty());
  CHECK(breaker("failure_rate: 100%, minimum_calls: 3").empty());
  CHECK(breaker("failure_rate: 25%, minimum_calls: 4") == "GW410:2");
  CHECK(breaker("failure_rate: 26%, minimum_calls: 4").empty());
  CHECK(breaker("failure_rate: 100%, minimum_calls: 1") == "GW410:2");
  CHECK(breaker("failure_rate: 5%, minimum_calls: 20") == "GW410:2");
  CHECK(breaker("failure_rate: 50%, slow_call_duration: 1s, slow_call_rate: 5%") == "GW410:2");
  CHECK(breaker("consecutive_failures: 1") == "GW410:2");
  const auto one_call = [](const std::string& keys) {
    const std::string words =
        said("services:\n  a: {url: \"http://a.internal\", circuit_breaker: {" + keys +
                 "}}\nroutes:\n  - {path: /a, upstream_service: a}\n",
             {"GW410"});
    return words.substr(words.find(": ") + 2);
  };
  const std::string slow = "slow_call_duration: 1s, slow_call_rate: ";
  CHECK(one_call("failure_rate: 50%, minimum_calls: 2") == "one that fails is 50%");
  CHECK(one_call("minimum_calls: 2, " + slow + "50%") == "one that is slow is 50%");
  CHECK(one_call("failure_rate: 60%, minimum_calls: 2, " + slow + "50%") ==
        "one that is slow is 50%");
  CHECK(one_call("failure_rate: 50%, minimum_calls: 2, " + slow + "50%") ==
        "one that fails or is slow is 50%");
}

TEST_CASE("breakers: one of slow calls alone has to hear of calls that hang", "[lint]") {
  const auto breaker = [](const std::string& keys, const std::string& routes) {
    return said("services:\n  a: {url: \"http://a.internal\", circuit_breaker: {" + keys +
                    "}}\nroutes:\n" + routes,
                {"GW421"});
  };
  const auto route = [](const std::string& keys, const std::string& path = "/a") {
    return "  - {path: " + path + ", upstream_service: a, " + keys + "}\n";
  };
  const std::string slow = "slow_call_rate: 50%, slow_call_duration: ";
  const std::string three = route("timeout_ms: 3000");
  CHECK(breaker(slow + "3s", three) ==
        "GW421 a call that hangs ends after 3s and is slow only beyond 3s: an upstream that hangs "
        "does not open the breaker");
  CHECK(breaker(slow + "2999ms", three).empty());
  // What hangs has failed.
  CHECK(breaker(slow + "3s, failure_rate: 50%", three).empty());
  CHECK(breaker(slow + "3s, consecutive_failures: 5", three).empty());
  // Each attempt ends at its own time.
  CHECK(breaker(slow + "2s", route("timeout_ms: 3000, retries: {attempts: 1, per_try_timeout_ms: "
                                   "1000}")) ==
        "GW421 a call that hangs ends after 1s and is slow only beyond 2s: an upstream that hangs "
        "does not open the breaker");
  // One that waits longer opens it for all, where they share it.
  const std::string four = route("timeout_ms: 4000", "/b");
  CHECK(breaker(slow + "3s", three + four).empty());
  CHECK(breaker(slow + "4s", three + four) != "");
  CHECK(breaker(slow + "3s, scope: route", three + four) != "");
  CHECK(breaker(slow + "3s", three + route("timeout_ms: '${env:T}'", "/b")).empty());
  CHECK(breaker(slow + "3s", three + "  - {path: /b, upstream_service: '${env:S}'}\n").empty());
}

TEST_CASE("breakers: no answer below 400 is a failure", "[lint]") {
  const auto counted = [](const std::string& statuses) {
    return found(
        lint_text("services:\n  a: {url: \"http://a.internal\", circuit_breaker: "
                  "{failing_statuses: " +
                      statuses + "}}\nroutes:\n  - {path: /a, upstream_service: a}\n",
                  {{"GW422"}, {}}));
  };
  CHECK(counted("[2xx]") == "GW422:2");
  CHECK(counted("[304, 5xx]") == "GW422:2");
  CHECK(counted("[399]") == "GW422:2");
  CHECK(counted("[4xx, 5xx]").empty());
  CHECK(counted("[]").empty());
}

TEST_CASE("retries: attempts that end sooner leave time for the others", "[lint]") {
  const auto chain = [](const std::string& try_timeout) {
    return said(
        "routes:\n  - {path: /a, method: GET, timeout_ms: 3000, upstream_service: "
        "\"http://a.internal\", retries: {attempts: 2, per_try_timeout_ms: " +
            try_timeout + "}}\n",
        {"GW403"});
  };
  CHECK(chain("1500") ==
        "GW403 3 attempts × 1s500ms + 75ms of waits = 4s575ms, more than the route's 3s: attempt 3 "
        "begins only if those before it end sooner");
  CHECK(chain("1000").ends_with("more than the route's 3s: the last one may be cut short"));
  CHECK(chain("975").empty());
}

TEST_CASE("retries: waits alone may be longer than the route", "[lint]") {
  const auto waits = [](const std::string& retries) {
    return said(
        "routes:\n  - path: /a\n    method: GET\n    timeout_ms: 1000\n"
        "    upstream_service: \"http://a.internal\"\n    retries: " +
            retries + "\n",
        {"GW403"});
  };
  CHECK(waits("{attempts: 2, on: [connect_failure], backoff: {initial: 1m, max: 1h}}") ==
        "GW403 the waits before the retries are up to 3m, and the route gives up after 1s: attempt "
        "2 may never begin");
  CHECK(waits("{attempts: 2, on: [connect_failure], backoff: {initial: 500ms, max: 500ms}}") ==
        "GW403 the waits before the retries are up to 1s, and the route gives up after 1s: attempt "
        "3 may never begin");
  CHECK(
      waits("{attempts: 2, on: [connect_failure], backoff: {initial: 400ms, max: 400ms}}").empty());
  CHECK(waits("3").empty());
}

}  // namespace gw::lint
