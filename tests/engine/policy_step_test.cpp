#include "engine/policy_step.hpp"

#include "engine/draft.hpp"
#include "engine/script.hpp"
#include "support/catch.hpp"

namespace {

using namespace gw;
using namespace gw::engine;
using namespace gw::testing;

std::string words(const Plan& plan, const Trail& trail) {
  std::string out;
  for (const PolicyStep& step : policy_steps(plan, trail)) out += to_line(step) + "\n";
  return out;
}

}  // namespace

TEST_CASE("advance: tells the policies that each request meets, whoever's step it is", "[engine]") {
  Draft draft;
  const uint32_t line = draft.limit("line", gcra(1, seconds(1)));
  draft.limit_at(line).queue = QueuePlan{.max_wait = seconds(5)};
  const uint32_t trial = draft.limit("trial", fixed_window(1, seconds(60)));
  draft.limit_at(trial).shadow = true;
  const uint32_t service = draft.service("s");
  RoutePlan& route = draft.route("/a", service);
  route.limits = {line, trial};
  route.auth_required = true;
  route.breaker = draft.breaker(BreakerPlan::Scope::kService, 1);
  const char* script = R"(
    0s GET /a from x
    -> met 1 route 0 passed 0
    -> met 1 authentication 0 not passed 0
    -> respond 1 401 unauthenticated
    -> end 1 unauthenticated 401
    0s GET /a from x as ann
    -> met 2 route 0 passed 0
    -> met 2 authentication 0 passed 0
    -> met 2 limit 0 passed 0
    -> met 2 limit 1 passed 0
    -> met 2 breaker 0 passed 0
    -> attempt 2.0 to a by 30s
    0s GET /a from x as ann
    -> met 3 route 0 passed 0
    -> met 3 authentication 0 passed 0
    -> met 3 limit 0 not passed 1000000000
    -> wake 3 at 1s
    1s 3 wakes
    -> met 3 limit 0 passed 0
    -> met 3 limit 1 not passed 59000000000
    -> met 3 breaker 0 passed 0
    -> attempt 3.0 to a by 30s
  )";
  Player player({draft.finish()});
  player.tell_policies();
  CHECK(player.play(script) == plain(script));
}

TEST_CASE("policy steps: a trail in words", "[engine]") {
  Draft draft;
  const uint32_t window = draft.limit("window", fixed_window(5, seconds(60)));
  const uint32_t burst = draft.limit("burst", gcra(2, seconds(1), 3));
  const uint32_t bucket = draft.limit("bucket", token_bucket(1, seconds(1), 4));
  const uint32_t places = draft.limit("places", concurrency(2));
  draft.limit_at(bucket).shadow = true;
  const uint32_t service = draft.service("shop", 2);
  RoutePlan& route = draft.route("/a", service);
  route.breaker = draft.breaker(BreakerPlan::Scope::kEndpoint, 1, 2);
  const std::string owner = route.breaker->name;
  const auto plan = draft.finish();
  CHECK(words(*plan, {{"route", 0, true, 0},
                      {"limit", window, true, 4},
                      {"limit", burst, false, 500'000'000},
                      {"limit", bucket, false, 1'000'000},
                      {"limit", places, false, 1'000'000'000},
                      {"authentication", 0, false, 0},
                      {"max_in_flight", service, false, 7},
                      {"breaker", 1, false, 3'000'000'000},
                      {"breaker", 0, true, 0},
                      {"retry", 0, true, 0},
                      {"retry", 0, false, 1}}) ==
        "+ route /a\n"
        "+ limit window: 4 left of 5 in 1m\n"
        "- limit burst: 2 in 1s and a burst of 3: none left for 500ms\n"
        "- limit bucket: 1 in 1s, up to 4 at once: would refuse for 1ms, in shadow mode\n"
        "- limit places: 2 at a time: none left for 1s\n"
        "- authentication /a: no valid credentials\n"
        "- max_in_flight shop: 7 in flight, no more are let through\n"
        "- breaker " +
            owner + "/b: open, the next probe in 3s\n" + "+ breaker " + owner +
            "/a: lets it through\n"
            "+ retry /a: after attempt 1, once more\n"
            "- retry /a: after attempt 2, but the budget of retries is spent\n");
}
