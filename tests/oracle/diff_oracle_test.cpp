// What is said to change between two configurations against what happens to requests under both:
// where nothing is said to change, no request of any log ends in another way, and whatever ends in
// another way is on a route of which something was said.
#include <algorithm>
#include <optional>
#include <set>
#include <stdexcept>

#include "analyze/random_config.hpp"
#include "analyze/two_configs.hpp"
#include "simulate/compare.hpp"
#include "simulate/lines.hpp"
#include "support/catch.hpp"

namespace {

using namespace gw;
using namespace gw::testing;
using oracle::Dice;

constexpr uint64_t kSeeds = 200;

Tree& any_route(Dice& dice, Tree& config) {
  Tree& routes = config["routes"];
  return routes[static_cast<size_t>(dice.between(0, static_cast<int64_t>(routes.size()) - 1))];
}

// Edits that change nothing, if all is right.
void rewrite(Dice& dice, Tree& config) {
  Tree& route = any_route(dice, config);
  switch (dice.between(0, 4)) {
    case 0:
      route["name"] = route["name"].get<std::string>() + "-renamed";
      return;
    case 1:
      if (!route.contains("connect_timeout_ms")) route["connect_timeout_ms"] = 5000;
      return;
    case 2: {
      const std::string path = route["path"];
      const size_t brace = path.find("{id}");
      if (brace != std::string::npos) route["path"] = path.substr(0, brace) + "{other}";
      return;
    }
    case 3:
      if (!route.contains("auth_required")) route["auth_required"] = false;
      return;
    default: {
      // One route for each method, where the one has nothing of its own.
      const bool is_own = route.contains("rate_limit") || route.contains("circuit_breaker");
      if (!route.contains("method") || route["method"].size() < 2 || is_own) return;
      Tree other = route;
      other["name"] = route["name"].get<std::string>() + "-other";
      other["method"] = Tree::array({"POST"});
      route["method"] = Tree::array({"GET"});
      config["routes"].push_back(std::move(other));
      return;
    }
  }
}

// Edits that change something, if requests meet it.
void change(Dice& dice, Tree& config) {
  Tree& route = any_route(dice, config);
  switch (dice.between(0, 6)) {
    case 0:
      route["rate_limit"] = {{"requests_per_minute", dice.between(1, 5)}};
      return;
    case 1:
      route["method"] = Tree::array({"PUT", "GET"});
      return;
    case 2: {
      Tree other = route;
      other["name"] = route["name"].get<std::string>() + "-me";
      other["path"] = "/r" + std::to_string(dice.between(0, 5)) + "/me";
      config["routes"].push_back(std::move(other));
      return;
    }
    case 3:
      if (config["routes"].size() > 1) config["routes"].erase(0);
      return;
    case 4:
      route["timeout_ms"] = dice.between(5, 9) * 100;
      return;
    case 5:
      config["rate_limits"]["pool1"] = {{"requests_per_minute", dice.between(1, 5)}};
      return;
    default:
      config["routes"].push_back({{"name", "all"},
                                  {"path", "/*"},
                                  {"upstream_service", "svc1"},
                                  {"rate_limit", {{"requests_per_minute", 3}}}});
      return;
  }
}

std::vector<Line> random_log(Dice& dice) {
  std::vector<Line> out;
  int64_t at_ms = 0;
  for (int i = 0; i < 300; ++i) {
    at_ms += dice.between(0, 400);
    Line line{.at_ms = at_ms, .client = "192.0.2." + std::to_string(dice.between(1, 3))};
    line.target = "/r" + std::to_string(dice.between(0, 6));
    if (dice.one_in(2)) line.target += dice.one_in(3) ? "/me" : "/x";
    line.method = dice.one_in(2) ? "GET" : dice.one_in(2) ? "POST" : "PUT";
    line.duration_ms = dice.between(1, 3000);
    if (dice.one_in(5)) line.status = 503;
    out.push_back(line);
  }
  return out;
}

simulate::TrafficChange compared(const LoadedConfig& before, const LoadedConfig& after,
                                 const analyze::Differences& found,
                                 const std::vector<Line>& lines) {
  std::vector<simulate::Source> sources;
  sources.push_back(source_of(lines));
  auto out = simulate::compare_traffic({before.plan, {}}, {after.plan, {}}, found.same_as,
                                       std::move(sources), {}, {});
  REQUIRE(out);
  return std::move(*out);
}

std::set<std::string> routes_of(const analyze::Differences& found) {
  std::set<std::string> out;
  const auto add = [&](const std::optional<analyze::NamedRoute>& route) {
    if (route) out.insert(route->name);
  };
  for (const analyze::RouteDifference& one : found.routes) {
    for (const auto& route : one.routes) {
      add(route.before);
      add(route.after);
    }
    for (const analyze::MovedRequests& move : one.moves) {
      add(move.from);
      add(move.to);
    }
  }
  return out;
}

// Whether what happens on other routes may reach this one through what they share.
bool shares(const engine::Plan& plan, const std::string& name) {
  const auto route = std::ranges::find(plan.routes, name, &engine::RoutePlan::name);
  if (route == plan.routes.end()) return false;
  const auto users = [&](uint32_t limit) {
    return std::ranges::count_if(plan.routes, [&](const engine::RoutePlan& one) {
      return std::ranges::find(one.limits, limit) != one.limits.end();
    });
  };
  if (std::ranges::any_of(route->limits, [&](uint32_t limit) { return users(limit) > 1; })) {
    return true;
  }
  return route->breaker || route->retry.attempts > 0 ||
         (route->service != engine::kNone && plan.services[route->service].max_in_flight > 0);
}

}  // namespace

TEST_CASE("diff: where nothing is said to change, nothing does", "[oracle]") {
  size_t rewritten = 0;
  for (uint64_t seed = 1; seed <= kSeeds; ++seed) {
    CAPTURE(seed);
    Dice dice(seed);
    const Tree before = random_config(dice, 6);
    Tree after = before;
    for (int64_t edits = dice.between(1, 4); edits > 0; --edits) rewrite(dice, after);
    after = shuffled(after, dice);
    const LoadedConfig was("old", before.dump());
    const LoadedConfig is("new", to_yaml(after));
    const analyze::Differences found = differences_of(was, is);
    INFO(to_yaml(before) << to_yaml(after) << text_of(found));
    REQUIRE(found.empty());
    rewritten += before.dump() == after.dump() ? 0 : 1;
    const simulate::TrafficChange traffic = compared(was, is, found, random_log(dice));
    CHECK(traffic.requests == 300);
    CHECK(traffic.changed == 0);
  }
  CHECK(rewritten > kSeeds / 2);
}

TEST_CASE("diff: what ends in another way is on a route of which something was said", "[oracle]") {
  uint64_t changed = 0;
  size_t valid = 0;
  for (uint64_t seed = 1; seed <= kSeeds; ++seed) {
    CAPTURE(seed);
    Dice dice(1000 + seed);
    const Tree before = random_config(dice, 6);
    Tree after = before;
    for (int64_t edits = dice.between(1, 3); edits > 0; --edits) change(dice, after);
    const LoadedConfig was("old", before.dump());
    std::optional<LoadedConfig> changed_to;
    try {
      changed_to.emplace("new", after.dump());
    } catch (const std::runtime_error&) {
      continue;  // two edits that made the same route
    }
    ++valid;
    const LoadedConfig& is = *changed_to;
    const analyze::Differences found = differences_of(was, is);
    INFO(to_yaml(before) << to_yaml(after) << text_of(found));
    const simulate::TrafficChange traffic = compared(was, is, found, random_log(dice));
    changed += traffic.changed;
    const std::set<std::string> told = routes_of(found);
    for (const simulate::ChangedEndings& row : traffic.endings) {
      CAPTURE(row.route_before, row.route_after);
      const bool is_told = (row.route_before.empty() || told.contains(row.route_before)) &&
                           (row.route_after.empty() || told.contains(row.route_after));
      CHECK((is_told || shares(*was.plan, row.route_before) || shares(*is.plan, row.route_after)));
    }
  }
  CHECK(valid > kSeeds / 2);
  CHECK(changed > 1000);
}
