#include "engine/draft.hpp"
#include "engine/script.hpp"
#include "support/catch.hpp"

namespace {

using namespace gw;
using namespace gw::engine;
using namespace gw::testing;
using Scope = BreakerPlan::Scope;

void check_script(std::shared_ptr<const Plan> plan, std::string_view script) {
  CHECK(Player({std::move(plan)}).play(script) == plain(script));
}

}  // namespace

TEST_CASE("breaker: one of a service opens for all its routes and closes by a probe", "[engine]") {
  Draft draft;
  const uint32_t service = draft.service("s");
  const BreakerPlan breaker = draft.breaker(Scope::kService, 2);
  draft.route("/a", service).breaker = breaker;
  draft.route("/b", service).breaker = breaker;
  check_script(draft.finish(), R"(
    0s GET /a
    -> attempt 1.0 to a by 30s
    0s 1.0 answered 500
    -> end 1 proxied 500
    0s GET /b
    -> attempt 2.0 to a by 30s
    1s 2.0 unreachable
    -> breaker 0 closed to open
    -> respond 2 502 upstream-unreachable
    -> end 2 upstream-unreachable 502
    4s GET /a
    -> respond 3 503 breaker-open after 7s
    -> end 3 breaker-open 503
    11s GET /a
    -> breaker 0 open to half-open
    -> attempt 4.0 to a by 41s
    11s GET /b
    -> respond 5 503 breaker-open after 1s
    -> end 5 breaker-open 503
    12s 4.0 answered 200
    -> breaker 0 half-open to closed
    -> end 4 proxied 200
    12s GET /b
    -> attempt 6.0 to a by 42s
  )");
}

TEST_CASE("breaker: one of a route leaves the others of the service alone", "[engine]") {
  Draft draft;
  const uint32_t service = draft.service("s");
  draft.route("/a", service).breaker = draft.breaker(Scope::kRoute, 1);
  draft.route("/b", service).breaker = draft.breaker(Scope::kRoute, 1);
  check_script(draft.finish(), R"(
    0s GET /b
    -> attempt 1.0 to a by 30s
    0s 1.0 timed-out
    -> breaker 1 closed to open
    -> respond 1 504 upstream-timeout
    -> end 1 upstream-timeout 504
    0s GET /a
    -> attempt 2.0 to a by 30s
    0s GET /b
    -> respond 3 503 breaker-open after 10s
    -> end 3 breaker-open 503
  )");
}

TEST_CASE("breaker: one of an endpoint takes it out of the balance", "[engine]") {
  Draft draft;
  const uint32_t service = draft.service("s", 2);
  draft.route("/a", service).breaker = draft.breaker(Scope::kEndpoint, 1, 2);
  check_script(draft.finish(), R"(
    0s GET /a
    -> attempt 1.0 to a by 30s
    0s 1.0 answered 503
    -> breaker 0 closed to open
    -> end 1 proxied 503
    1s GET /a
    -> attempt 2.0 to b by 31s
    1s GET /a
    -> attempt 3.0 to b by 31s
    2s 3.0 broken
    -> breaker 1 closed to open
    -> respond 3 502 upstream-broken
    -> end 3 upstream-broken 502
    3s GET /a
    -> respond 4 503 breaker-open after 7s
    -> end 4 breaker-open 503
    10s GET /a
    -> breaker 0 open to half-open
    -> attempt 5.0 to a by 40s
    10s GET /a
    -> respond 6 503 breaker-open after 1s
    -> end 6 breaker-open 503
  )");
}

TEST_CASE("breaker: a retry goes to another endpoint, and to the same when there is no other",
          "[engine]") {
  Draft draft;
  const uint32_t service = draft.service("s", 2);
  RoutePlan& route = draft.route("/a", service);
  route.breaker = draft.breaker(Scope::kEndpoint, 2, 2);
  route.retry.attempts = 2;
  route.retry.backoff_initial = route.retry.backoff_max = Duration{0};
  check_script(draft.finish(), R"(
    0s GET /a
    -> attempt 1.0 to a by 30s
    0s 1.0 unreachable
    -> wake 1 at 0s
    0s 1 wakes
    -> attempt 1.1 to b by 30s
    0s 1.1 unreachable
    -> wake 1 at 0s
    0s 1 wakes
    -> attempt 1.2 to a by 30s
    0s 1.2 unreachable
    -> breaker 0 closed to open
    -> respond 1 502 upstream-unreachable
    -> end 1 upstream-unreachable 502 attempts 3
  )");
}

TEST_CASE("breaker: a retry meets a breaker that its own failure opened", "[engine]") {
  Draft draft;
  RoutePlan& route = draft.route("/a", draft.service("s"));
  route.breaker = draft.breaker(Scope::kService, 1);
  route.retry.attempts = 2;
  route.retry.backoff_initial = route.retry.backoff_max = Duration{0};
  check_script(draft.finish(), R"(
    0s GET /a
    -> attempt 1.0 to a by 30s
    0s 1.0 unreachable
    -> breaker 0 closed to open
    -> wake 1 at 0s
    0s 1 wakes
    -> respond 1 503 breaker-open after 10s
    -> end 1 breaker-open 503
  )");
}

TEST_CASE("breaker: a judged status counts though its answer was dropped", "[engine]") {
  Draft draft;
  RoutePlan& route = draft.route("/a", draft.service("s"));
  route.breaker = draft.breaker(Scope::kService, 1);
  route.retry.attempts = 1;
  route.retry.on_status = statuses({503});
  route.retry.backoff_initial = route.retry.backoff_max = Duration{0};
  check_script(draft.finish(), R"(
    0s GET /a
    -> attempt 1.0 to a by 30s judged
    0s 1.0 head 503
    -> abort 1
    0s 1.0 aborted
    -> breaker 0 closed to open
    -> wake 1 at 0s
  )");
}

TEST_CASE("breaker: a cancelled probe frees its slot and says nothing", "[engine]") {
  Draft draft;
  draft.route("/a", draft.service("s")).breaker = draft.breaker(Scope::kService, 1);
  check_script(draft.finish(), R"(
    0s GET /a
    -> attempt 1.0 to a by 30s
    0s 1.0 broken
    -> breaker 0 closed to open
    -> respond 1 502 upstream-broken
    -> end 1 upstream-broken 502
    10s GET /a
    -> breaker 0 open to half-open
    -> attempt 2.0 to a by 40s
    10s 2 leaves
    -> abort 2
    10s GET /a
    -> respond 3 503 breaker-open after 1s
    -> end 3 breaker-open 503
    11s 2.0 aborted
    -> end 2 client-gone 499
    11s GET /a
    -> attempt 4.0 to a by 41s
    12s 4.0 answered 200
    -> breaker 0 half-open to closed
    -> end 4 proxied 200
  )");
}

TEST_CASE("breaker: a result from before its last change does not count", "[engine]") {
  Draft draft;
  draft.route("/a", draft.service("s")).breaker = draft.breaker(Scope::kService, 1);
  check_script(draft.finish(), R"(
    0s GET /a
    -> attempt 1.0 to a by 30s
    0s GET /a
    -> attempt 2.0 to a by 30s
    0s GET /a
    -> attempt 3.0 to a by 30s
    1s 1.0 answered 500
    -> breaker 0 closed to open
    -> end 1 proxied 500
    2s 2.0 answered 200
    -> end 2 proxied 200
    11s GET /a
    -> breaker 0 open to half-open
    -> attempt 4.0 to a by 41s
    12s 3.0 answered 500
    -> end 3 proxied 500
    13s 4.0 answered 200
    -> breaker 0 half-open to closed
    -> end 4 proxied 200
  )");
}

TEST_CASE("breaker: slow answers open one that watches for them", "[engine]") {
  Draft draft;
  BreakerPlan breaker = draft.breaker(Scope::kService, 0);
  breaker.spec.slow_rate = Ratio{500'000};
  breaker.spec.slow_call = milliseconds(100);
  breaker.spec.minimum_calls = 2;
  draft.route("/a", draft.service("s")).breaker = breaker;
  check_script(draft.finish(), R"(
    0s GET /a
    -> attempt 1.0 to a by 30s
    0s 1.0 answered 200 in 100ms
    -> end 1 proxied 200
    0s GET /a
    -> attempt 2.0 to a by 30s
    0s 2.0 answered 200 in 101ms
    -> breaker 0 closed to open
    -> end 2 proxied 200
  )");
}

TEST_CASE("breaker: a mocked route can have one", "[engine]") {
  Draft draft;
  draft.route("/a").breaker = draft.breaker(Scope::kRoute, 1);
  check_script(draft.finish(), R"(
    0s GET /a
    -> attempt 1.0 to mock by 30s
    0s 1.0 answered 500
    -> breaker 0 closed to open
    -> end 1 mocked 500
    0s GET /a
    -> respond 2 503 breaker-open after 10s
    -> end 2 breaker-open 503
  )");
}
