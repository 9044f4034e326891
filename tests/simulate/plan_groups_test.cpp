#include "simulate/plan_groups.hpp"

#include <map>
#include <random>
#include <string>
#include <vector>

#include "engine/draft.hpp"
#include "simulate/breaker/replay.hpp"
#include "simulate/limit/replay.hpp"
#include "simulate/limit/tune.hpp"
#include "simulate/lines.hpp"
#include "support/catch.hpp"

using namespace gw;
using namespace gw::simulate;
using namespace gw::testing;

namespace {

using By = PlanGroups::By;

std::shared_ptr<const engine::Plan> shop() {
  Draft draft;
  const uint32_t users = draft.service("users");
  const uint32_t items = draft.service("items");
  draft.route("/users/{id}", users);
  draft.route("/users/{id}/profile", users);
  draft.route("/items/*", items);
  draft.route("/items/new", items);
  return draft.finish();
}

// Paths that are written in many ways, and some that no route takes.
std::vector<Line> odd_lines(uint32_t seed) {
  constexpr const char* kTargets[] = {"/users/7",
                                      "/users/7/profile?x=/items/new",
                                      "/users/./7",
                                      "/users/a/../7/profile",
                                      "/users/%37",
                                      "/items/new",
                                      "/items/n%65w",
                                      "/items/old/x",
                                      "/items/",
                                      "http://shop.example/items/new",
                                      "/users/7/",
                                      "/users/%2e%2e/items/new",
                                      "/other",
                                      "/users/7/profile/%zz",
                                      "no path",
                                      "*",
                                      ""};
  std::mt19937 dice(seed);
  std::vector<Line> lines;
  for (int i = 0; i < 2'000; ++i) {
    lines.push_back({.at_ms = i * 7,
                     .client = "c" + std::to_string(dice() % 9),
                     .target = kTargets[dice() % std::size(kTargets)],
                     .status = static_cast<uint16_t>(dice() % 3 == 0 ? 503 : 200),
                     .method = dice() % 20 == 0 ? "" : (dice() % 2 == 0 ? "GET" : "POST")});
  }
  return lines;
}

std::vector<Source> sources_of(const std::vector<Line>& lines) {
  std::vector<Source> sources;
  sources.push_back(source_of(lines));
  return sources;
}

LimitSettings five_a_second(std::optional<GroupRule> group) {
  LimitSettings settings;
  settings.limiter = policy::LimitSpec{
      .algorithm = policy::Algorithm::kTokenBucket, .count = 5, .per_us = 1'000'000, .burst = 5};
  settings.rule.group = std::move(group);
  return settings;
}

std::map<std::string, uint64_t> requests_of(const LimitReplay& replay) {
  std::map<std::string, uint64_t> requests;
  for (const GroupRow& row : replay.groups) requests[row.group] = row.counts.requests;
  return requests;
}

}  // namespace

TEST_CASE("plan_groups: requests are of the routes that simulate sends them to", "[simulate]") {
  const auto plan = shop();
  const std::vector<Line> lines = odd_lines(11);
  const Results simulated = run(plan, lines);
  std::map<std::string, uint64_t> routes;
  std::map<std::string, uint64_t> services;
  for (const RouteRow& row : simulated.routes) {
    if (row.requests == 0) continue;
    routes[row.name] = row.requests;
    services[row.service] += row.requests;
  }
  REQUIRE(routes.size() == 4);
  const uint64_t unrouted = simulated.totals.groups[Group::kUnrouted];
  REQUIRE(unrouted > 200);
  routes[std::string(kNoRoute)] = unrouted;
  services[std::string(kNoRoute)] = unrouted;
  for (const By by : {By::kRoute, By::kService}) {
    const LimitSettings settings = five_a_second(PlanGroups{by, plan});
    const auto replay = replay_limit(sources_of(lines), settings, {.threads = 3}, nullptr);
    REQUIRE(replay);
    CHECK(requests_of(*replay) == (by == By::kRoute ? routes : services));
    CHECK(replay->results.reading.without_route == unrouted);
    const auto& caveats = replay->results.caveats;
    REQUIRE(caveats.size() >= 2);
    CHECK(caveats[0].code == "no-route");
    CHECK(caveats[0].count == unrouted);
    CHECK(caveats[1].code == "no-hosts");
  }
}

TEST_CASE("plan_groups: a route that answers itself has no service", "[simulate]") {
  Draft draft;
  draft.route("/a", engine::kNone);
  const LimitSettings settings = five_a_second(PlanGroups{By::kService, draft.finish()});
  const auto replay = replay_limit(sources_of({{0}}), settings, {}, nullptr);
  REQUIRE(replay);
  REQUIRE(replay->groups.size() == 1);
  CHECK(replay->groups[0].group == kNoService);
  CHECK(replay->results.reading.without_route == 0);
}

TEST_CASE("plan_groups: each group is tuned as a log of its own", "[simulate]") {
  const auto plan = shop();
  const std::vector<Line> lines = odd_lines(12);
  TuneSettings settings;
  settings.rule.group = *parse_text_pattern("{path}");
  settings.block_at_most = Ratio{150'000};
  const auto all = tune_limit(sources_of(lines), settings, {}, nullptr);
  REQUIRE(all);
  REQUIRE(all->suggestion);
  REQUIRE(all->groups.size() > 10);
  uint64_t requests = 0;
  uint64_t rejected = 0;
  for (const TuneGroup& group : all->groups) {
    CAPTURE(group.group);
    std::vector<Line> own;
    for (const Line& line : lines) {
      if (line.target.substr(0, line.target.find('?')) == group.group) own.push_back(line);
    }
    requests += group.requests;
    rejected += group.at_suggestion->rejected;
    if (own.empty()) continue;  // an absolute target, whose path is another text
    TuneSettings alone;
    alone.block_at_most = settings.block_at_most;
    const auto one = tune_limit(sources_of(own), alone, {}, nullptr);
    REQUIRE(one);
    if (group.requests != one->requests) continue;
    CHECK(group.keys == one->keys);
    CHECK(group.good_keys == one->good_keys);
    CHECK(group.alone->limit == one->suggestion->limit);
    CHECK(group.alone->rejected == one->suggestion->rejected);
    CHECK(group.alone->good_keys == one->suggestion->good_keys);
  }
  CHECK(requests == all->requests);
  CHECK(rejected == all->suggestion->rejected);
}

TEST_CASE("plan_groups: a breaker for each service", "[simulate]") {
  const auto plan = shop();
  BreakerSettings settings;
  settings.breaker = policy::BreakerSpec{.consecutive_failures = 3, .open_for = milliseconds(50)};
  settings.failures = *parse_statuses("500-599");
  settings.rule.group = PlanGroups{By::kService, plan};
  const auto replay = replay_breaker(sources_of(odd_lines(13)), settings, {}, nullptr);
  REQUIRE(replay);
  REQUIRE(replay->groups.size() == 3);
  for (const BreakerGroup& group : replay->groups) CHECK(group.counts.opened > 0);
}
