#include "engine/draft.hpp"
#include "engine/script.hpp"
#include "support/catch.hpp"

namespace {

using namespace gw;
using namespace gw::engine;
using namespace gw::testing;

void check_script(std::shared_ptr<const Plan> plan, std::string_view script) {
  CHECK(Player({std::move(plan)}).play(script) == plain(script));
}

// A route that retries twice, without a pause between.
std::shared_ptr<const Plan> retried(size_t endpoints, const RetryPlan& change = {}) {
  Draft draft;
  RoutePlan& route = draft.route("/a", draft.service("s", endpoints));
  const uint32_t slot = route.retry.budget_slot;
  route.retry = change;
  route.retry.budget_slot = slot;
  route.retry.attempts = 2;
  route.retry.backoff_initial = Duration{0};
  route.retry.backoff_max = Duration{0};
  return draft.finish();
}

}  // namespace

TEST_CASE("advance: an answer is proxied", "[engine]") {
  Draft draft;
  draft.route("/a", draft.service("s", 2));
  check_script(draft.finish(), R"(
    0s GET /a
    -> attempt 1.0 to a by 30s
    0s GET /a
    -> attempt 2.0 to b by 30s
    1s 2.0 answered 503
    -> end 2 proxied 503
    1s 1.0 answered 200
    -> end 1 proxied 200
  )");
}

TEST_CASE("advance: what has no route, no method or no sound head is answered at once",
          "[engine]") {
  Draft draft;
  draft.route("GET /a");
  draft.route("PUT /a");
  check_script(draft.finish(), R"(
    0s GET /b
    -> respond 1 404 no-route
    -> end 1 no-route 404
    0s POST /a
    -> respond 2 405 method-not-allowed allow GET,HEAD,PUT
    -> end 2 method-not-allowed 405
    0s GET /a malformed
    -> respond 3 400 bad-request
    -> end 3 bad-request 400
  )");
}

TEST_CASE("advance: an attempt that fails is answered by gw unless the client has a head",
          "[engine]") {
  Draft draft;
  draft.route("/a", draft.service("s"));
  check_script(draft.finish(), R"(
    0s GET /a
    -> attempt 1.0 to a by 30s
    1s 1.0 unreachable
    -> respond 1 502 upstream-unreachable
    -> end 1 upstream-unreachable 502
    1s GET /a
    -> attempt 2.0 to a by 31s
    2s 2.0 broken
    -> respond 2 502 upstream-broken
    -> end 2 upstream-broken 502
    2s GET /a
    -> attempt 3.0 to a by 32s
    32s 3.0 timed-out
    -> respond 3 504 upstream-timeout
    -> end 3 upstream-timeout 504
    32s GET /a
    -> attempt 4.0 to a by 62s
    33s 4.0 broken 200 relayed
    -> end 4 upstream-broken 200
    33s GET /a
    -> attempt 5.0 to a by 63s
    63s 5.0 timed-out 206 relayed
    -> end 5 upstream-timeout 206
  )");
}

TEST_CASE("advance: a client that leaves ends the attempt, and the journey with it", "[engine]") {
  Draft draft;
  draft.route("/a", draft.service("s"));
  check_script(draft.finish(), R"(
    0s GET /a
    -> attempt 1.0 to a by 30s
    1s 1 leaves
    -> abort 1
    1s 1 leaves
    1s 1.0 aborted
    -> end 1 client-gone 499
    2s GET /a
    -> attempt 2.0 to a by 32s
    3s 2 leaves
    -> abort 2
    3s 2.0 answered 200
    -> end 2 client-gone 499
    4s GET /a
    -> attempt 3.0 to a by 34s
    5s 3.0 aborted
    -> end 3 client-gone 499
  )");
}

TEST_CASE("advance: a service has room for max_in_flight requests", "[engine]") {
  Draft draft;
  const uint32_t service = draft.service("s");
  draft.service_at(service).max_in_flight = 1;
  draft.route("/a", service);
  draft.route("/b", service);
  check_script(draft.finish(), R"(
    0s GET /a
    -> attempt 1.0 to a by 30s
    0s GET /b
    -> respond 2 503 service-saturated after 1s
    -> end 2 service-saturated 503
    1s 1 leaves
    -> abort 1
    1s GET /b
    -> respond 3 503 service-saturated after 1s
    -> end 3 service-saturated 503
    2s 1.0 aborted
    -> end 1 client-gone 499
    2s GET /b
    -> attempt 4.0 to a by 32s
  )");
}

TEST_CASE("retry: an answer's status is judged before the client sees it", "[engine]") {
  check_script(retried(3, {.on_status = statuses({502, 503})}), R"(
    0s GET /a
    -> attempt 1.0 to a by 30s judged
    1s 1.0 head 503
    -> abort 1
    1s 1.0 aborted
    -> wake 1 at 1s
    1s 1 wakes
    -> attempt 1.1 to b by 30s judged
    2s 1.1 head 502
    -> abort 1
    2s 1.1 answered 502
    -> wake 1 at 2s
    2s 1 wakes
    -> attempt 1.2 to c by 30s
    3s 1.2 answered 503
    -> end 1 proxied 503 attempts 3
    4s GET /a
    -> attempt 2.0 to a by 34s judged
    4s 2.0 head 200
    -> relay 2
    5s 2.0 answered 200
    -> end 2 proxied 200
  )");
}

TEST_CASE("retry: a failed connection, a timeout and a broken answer are tried again", "[engine]") {
  check_script(retried(1, {.per_try_timeout = seconds(2)}), R"(
    0s GET /a
    -> attempt 1.0 to a by 2s
    1s 1.0 unreachable
    -> wake 1 at 1s
    1s 1 wakes
    -> attempt 1.1 to a by 3s
    3s 1.1 timed-out
    -> wake 1 at 3s
    3s 1 wakes
    -> attempt 1.2 to a by 5s
    4s 1.2 broken
    -> respond 1 502 upstream-broken
    -> end 1 upstream-broken 502 attempts 3
    4s GET /a
    -> attempt 2.0 to a by 6s
    5s 2.0 broken
    -> wake 2 at 5s
  )");
}

TEST_CASE("retry: each kind of failure can be left out", "[engine]") {
  check_script(retried(1, {.on_connect_failure = false, .on_timeout = false, .on_broken = false}),
               R"(
    0s GET /a
    -> attempt 1.0 to a by 30s
    0s 1.0 unreachable
    -> respond 1 502 upstream-unreachable
    -> end 1 upstream-unreachable 502
    0s GET /a
    -> attempt 2.0 to a by 30s
    0s 2.0 timed-out
    -> respond 2 504 upstream-timeout
    -> end 2 upstream-timeout 504
    0s GET /a
    -> attempt 3.0 to a by 30s
    0s 3.0 broken
    -> respond 3 502 upstream-broken
    -> end 3 upstream-broken 502
  )");
}

TEST_CASE("retry: what may have been done is not asked for twice", "[engine]") {
  check_script(retried(2, {.on_status = statuses({503})}), R"(
    0s POST /a
    -> attempt 1.0 to a by 30s
    0s 1.0 broken
    -> respond 1 502 upstream-broken
    -> end 1 upstream-broken 502
    0s POST /a
    -> attempt 2.0 to b by 30s
    0s 2.0 unreachable
    -> wake 2 at 0s
    0s 2 wakes
    -> attempt 2.1 to a by 30s
    0s PUT /a
    -> attempt 3.0 to b by 30s judged
    0s 3.0 broken unrepeatable
    -> respond 3 502 upstream-broken
    -> end 3 upstream-broken 502
    0s GET /a
    -> attempt 4.0 to a by 30s judged
    0s 4.0 broken 200 relayed
    -> end 4 upstream-broken 200
  )");
  check_script(retried(2, {.non_idempotent = true}), R"(
    0s POST /a
    -> attempt 1.0 to a by 30s
    0s 1.0 broken
    -> wake 1 at 0s
    0s 1 wakes
    -> attempt 1.1 to b by 30s
  )");
}

TEST_CASE("retry: a relayed answer that breaks is not tried again", "[engine]") {
  check_script(retried(2, {.on_status = statuses({503})}), R"(
    0s GET /a
    -> attempt 1.0 to a by 30s judged
    1s 1.0 head 200
    -> relay 1
    2s 1.0 broken 200 relayed
    -> end 1 upstream-broken 200
  )");
}

TEST_CASE("retry: no attempt begins after the deadline", "[engine]") {
  Draft draft;
  RoutePlan& route = draft.route("/a", draft.service("s"));
  route.timeout = seconds(2);
  route.retry.attempts = 5;
  route.retry.backoff_initial = seconds(1);
  route.retry.backoff_max = seconds(1);
  check_script(draft.finish(), R"(
    0s GET /a
    -> attempt 1.0 to a by 2s
    2s 1.0 unreachable
    -> respond 1 502 upstream-unreachable
    -> end 1 upstream-unreachable 502
    2s GET /a
    -> attempt 2.0 to a by 4s
    2s 2.0 unreachable
    -> wake 2 at 2.290226155s
    4s 2 wakes
    -> respond 2 504 upstream-timeout
    -> end 2 upstream-timeout 504
  )");
}

TEST_CASE("retry: an early wake waits on, and a client may leave meanwhile", "[engine]") {
  Draft draft;
  RoutePlan& route = draft.route("/a", draft.service("s"));
  route.retry.attempts = 1;
  route.retry.backoff_initial = seconds(1);
  route.retry.backoff_max = seconds(1);
  check_script(draft.finish(), R"(
    0s GET /a
    -> attempt 1.0 to a by 30s
    0s 1.0 unreachable
    -> wake 1 at 0.019476942s
    0.01s 1 wakes
    -> wake 1 at 0.019476942s
    19476942ns 1 wakes
    -> attempt 1.1 to a by 30s
    1s GET /a
    -> attempt 2.0 to a by 31s
    1s 2.0 unreachable
    -> wake 2 at 1.290226155s
    1.2s 2 leaves
    -> end 2 client-gone 499
    1.5s 2 wakes
  )");
}

TEST_CASE("retry: a budget bounds the share of retries of a service", "[engine]") {
  Draft draft;
  const uint32_t service = draft.service("s");
  RoutePlan& route = draft.route("/a", service);
  route.retry.attempts = 1;
  route.retry.backoff_initial = route.retry.backoff_max = Duration{0};
  route.retry.budget = Ratio{0};
  Player player({draft.finish()});
  // Ten a second are granted over the window of ten seconds, whatever the share.
  int retried = 0;
  for (int i = 1; i <= 150; ++i) {
    const std::string ticket = std::to_string(i);
    player.play("1s GET /a");
    const std::string effects = player.play("1s " + ticket + ".0 unreachable");
    retried += effects.find("wake") != std::string::npos ? 1 : 0;
  }
  CHECK(retried == 100);
}

TEST_CASE("retry: the pause is drawn from seed and ticket, within its bounds", "[engine]") {
  const auto pauses = [](Seed seed) {
    Draft draft;
    RoutePlan& route = draft.route("/a", draft.service("s"));
    route.retry.attempts = 3;
    route.retry.backoff_initial = milliseconds(100);
    route.retry.backoff_max = milliseconds(150);
    Player player({draft.finish()}, seed);
    std::string out;
    for (int i = 1; i <= 20; ++i) {
      const std::string ticket = std::to_string(i);
      player.play("0s GET /a");
      out += player.play("0s " + ticket + ".0 unreachable");
      player.play("0.1s " + ticket + " wakes");
      out += player.play("0.1s " + ticket + ".1 unreachable");
    }
    return out;
  };
  const std::string once = pauses({7});
  CHECK(once == pauses({7}));
  CHECK(once != pauses({8}));
  for (size_t at = once.find("at 0"); at != std::string::npos; at = once.find("at 0", at + 1)) {
    const std::string second = once.substr(at + 3, once.find('\n', at) - at - 3);
    CHECK(parse_duration(second).value() <= milliseconds(250));
  }
}

TEST_CASE("advance: stale, doubled and misplaced steps change nothing", "[engine]") {
  check_script(retried(2, {.on_status = statuses({503})}), R"(
    0s GET /a
    -> attempt 1.0 to a by 30s judged
    0s 1 wakes
    0s 1.1 answered 200
    0s 1.1 head 200
    1s 1.0 head 200
    -> relay 1
    1s 1.0 head 503
    2s 1.0 answered 200
    -> end 1 proxied 200
    2s 1.0 answered 200
    2s 1.0 head 200
    2s 1 wakes
    2s 1 leaves
    3s GET /a
    -> attempt 2.0 to b by 33s judged
    3s 1.0 answered 200
    3s 2.0 unreachable
    -> wake 2 at 3s
    3s 2.0 unreachable
    3s 2.0 head 200
    3s 2 wakes
    -> attempt 2.1 to a by 33s judged
    3s 2.0 answered 200
    4s 2.1 answered 200
    -> end 2 proxied 200 attempts 2
  )");
}
