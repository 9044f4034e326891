#include "engine/draft.hpp"
#include "engine/script.hpp"
#include "support/catch.hpp"
#include "support/request.hpp"

namespace {

using namespace gw;
using namespace gw::engine;
using namespace gw::testing;

void check_script(Player::Plans plans, std::string_view script) {
  CHECK(Player(std::move(plans)).play(script) == plain(script));
}

// The second of two versions of a plan: the limit keeps its slot and has another count.
std::shared_ptr<const Plan> version(uint64_t id, int64_t count, uint32_t limit_slot = 0) {
  Draft draft(id);
  const uint32_t limit = draft.limit("main", fixed_window(count, seconds(60)), limit_slot);
  RoutePlan& route = draft.route("/a", draft.service("s"));
  route.limits = {limit};
  route.timeout = seconds(10 * static_cast<int64_t>(id));
  return draft.finish();
}

}  // namespace

TEST_CASE("advance: beyond max_journeys requests are answered 503, until one ends", "[engine]") {
  Draft draft;
  draft.bounds().max_journeys = 2;
  draft.route("/a", draft.service("s"));
  check_script({draft.finish()}, R"(
    0s GET /a
    -> attempt 1.0 to a by 30s
    0s GET /a
    -> attempt 2.0 to a by 30s
    0s GET /a
    -> respond 3 503 overloaded after 1s
    -> end 3 overloaded 503
    0s 3 leaves
    1s 1.0 answered 200
    -> end 1 proxied 200
    1s GET /a
    -> attempt 4.0 to a by 31s
    1s 1.0 answered 200
    1s 2.0 answered 200
    -> end 2 proxied 200
    1s 4.0 answered 200
    -> end 4 proxied 200
  )");
}

TEST_CASE("advance: a ticket serves for one arrival", "[engine]") {
  Draft draft;
  draft.route("/a", draft.service("s"));
  const auto plan = draft.finish();
  State state({1}, plan->bounds);
  EffectBuffer effects;
  uint64_t seq = 0;
  const auto send = [&](Ticket ticket, Event event) {
    effects.clear();
    advance(state, {++seq, {}, ticket, std::move(event)}, effects);
    return effects.size();
  };
  send({}, Reloaded{plan});
  const Request request("GET /a");
  Match match;
  const Classified classified = classify(*plan, request.head(), {}, {}, match);
  const Ticket ticket = state.issue();
  CHECK(send(ticket, Arrived{1, classified}) == 1);
  CHECK(send(ticket, Arrived{1, classified}) == 0);
  CHECK(send(ticket, Finished{.status = 200}) == 1);
  CHECK(send(ticket, Arrived{1, classified}) == 0);
  CHECK(send(Ticket{ticket.value + 5}, Arrived{1, classified}) == 0);
  CHECK(state.journeys_in_flight() == 0);
}

TEST_CASE("reload: a limit that keeps its slot keeps what was spent", "[engine]") {
  check_script({version(1, 2), version(2, 3)}, R"(
    0s GET /a from x
    -> attempt 1.0 to a by 10s
    0s GET /a from x
    -> attempt 2.0 to a by 10s
    1s reload 2
    1s GET /a from x
    -> attempt 3.0 to a by 21s
    1s GET /a from x
    -> respond 4 429 rate-limited after 59s
    -> end 4 rate-limited 429 limit main left 0
    2s 1.0 answered 200
    -> end 1 proxied 200 limit main left 1
  )");
}

TEST_CASE("reload: a limit with a new slot begins anew, a dropped one is forgotten", "[engine]") {
  Player player({version(1, 1, 0), version(2, 1, 1), version(3, 1, 0)});
  const std::string script = plain(R"(
    0s GET /a from x
    -> attempt 1.0 to a by 10s
    1s reload 2
    1s GET /a from x
    -> attempt 2.0 to a by 21s
    2s 1.0 answered 200
    -> end 1 proxied 200 limit main left 0
    2s 2.0 answered 200
    -> end 2 proxied 200 limit main left 0
    2s reload 3
    2s GET /a from x
    -> attempt 3.0 to a by 32s
  )");
  CHECK(player.play(script) == script);
  CHECK(player.state().keys() == 1);
}

TEST_CASE("reload: a journey finishes on the plan it began on", "[engine]") {
  const auto plan = [](uint64_t id, Duration timeout) {
    Draft draft(id);
    const uint32_t limit = draft.limit("pace", gcra(1, seconds(1)));
    draft.limit_at(limit).queue = QueuePlan{.max_wait = seconds(9)};
    RoutePlan& route = draft.route("/a", draft.service("s"));
    route.limits = {limit};
    route.timeout = timeout;
    return draft.finish();
  };
  check_script({plan(1, seconds(5)), plan(2, seconds(20))}, R"(
    0s GET /a from x
    -> attempt 1.0 to a by 5s
    0s GET /a from x
    -> wake 2 at 1s
    0.5s reload 2
    0.5s GET /a from x
    1s 2 wakes
    -> attempt 2.0 to a by 5s
    -> wake 3 at 2s
    2s 3 wakes
    -> attempt 3.0 to a by 20.5s
  )");
}

TEST_CASE("reload: breakers, balancers and budgets that nobody uses any more are dropped",
          "[engine]") {
  const auto plan = [](uint64_t id, bool with_breaker) {
    Draft draft(id);
    RoutePlan& route = draft.route("/a", draft.service("s", 2));
    if (with_breaker) route.breaker = draft.breaker(BreakerPlan::Scope::kService, 1);
    if (with_breaker) route.retry.attempts = 1;
    return draft.finish();
  };
  check_script({plan(1, true), plan(2, false), plan(3, true)}, R"(
    0s POST /a
    -> attempt 1.0 to a by 30s
    0s 1.0 broken
    -> breaker 0 closed to open
    -> respond 1 502 upstream-broken
    -> end 1 upstream-broken 502
    1s reload 2
    1s GET /a
    -> attempt 2.0 to b by 31s
    1s reload 3
    1s GET /a
    -> attempt 3.0 to a by 31s
  )");
}

TEST_CASE("reload: plans that journeys hold are bounded", "[engine]") {
  Player::Plans plans;
  for (uint64_t id = 1; id <= 4; ++id) {
    Draft draft(id);
    draft.bounds().max_old_plans = 1;
    draft.route("/a", draft.service("s"));
    plans.push_back(draft.finish());
  }
  const std::weak_ptr<const Plan> first = plans[0];
  Player player(plans);
  plans.clear();
  player.play("0s GET /a");
  CHECK(player.state().can_adopt());
  player.play("0s reload 2");
  CHECK_FALSE(player.state().can_adopt());
  CHECK(player.state().oldest_plan() == 1);
  player.play("1s 1.0 answered 200");
  CHECK(player.state().can_adopt());
  CHECK(player.state().oldest_plan() == 2);
  player.play("1s reload 3");
  CHECK(player.state().oldest_plan() == 3);
}

TEST_CASE("digest: equal histories are equal, whatever the hash key", "[engine]") {
  constexpr std::string_view kHistory = R"(
    0s GET /a from x
    0s GET /a from y
    1s 1.0 answered 200
  )";
  Player one({version(1, 2)});
  Player same({version(1, 2)});
  Player other_key({version(1, 2)}, {1}, {3, 4});
  for (Player* player : {&one, &same, &other_key}) player->play(kHistory);
  CHECK(one.digest() == same.digest());
  CHECK(one.digest() == other_key.digest());
}

TEST_CASE("digest: another history is different", "[engine]") {
  const std::vector<std::string_view> histories{
      "0s reload 1",
      "0s GET /a from x",
      "1s GET /a from x",
      "0s GET /a from x\n1s 1.0 answered 200",
      "0s GET /a from x\n1s 1 leaves",
      "0s GET /a from x\n1s 1.0 answered 200\n0s GET /a from x\n1s 2.0 answered 200",
      "0s GET /a from x\n1s 1.0 answered 200\n0s GET /a from y\n1s 2.0 answered 200",
      "0s GET /b from x"};
  std::vector<uint64_t> digests;
  for (const std::string_view history : histories) {
    Player player({version(1, 2)});
    if (!history.ends_with("reload 1")) player.play(history);
    digests.push_back(player.digest(seconds(2)));
  }
  std::sort(digests.begin(), digests.end());
  CHECK(std::adjacent_find(digests.begin(), digests.end()) == digests.end());
}

TEST_CASE("digest: drained cells count as absent", "[engine]") {
  Player limited({version(1, 2)});
  limited.play("0s GET /a from x\n1s 1.0 answered 200");
  Draft draft;
  draft.route("/a", draft.service("s"));
  Player free({draft.finish()});
  free.play("0s GET /a from x\n1s 1.0 answered 200");
  CHECK(limited.digest(seconds(59)) != free.digest(seconds(59)));
  CHECK(limited.digest(seconds(60)) == free.digest(seconds(60)));
}
