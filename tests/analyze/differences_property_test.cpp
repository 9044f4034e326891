// Generated configurations written in other ways, between which there is no difference, and changed
// in one place, which is then the one difference.
#include <algorithm>
#include <functional>

#include "analyze/random_config.hpp"
#include "analyze/two_configs.hpp"
#include "support/catch.hpp"

namespace gw::analyze {
namespace {

using oracle::Dice;
using testing::differences_of;
using testing::random_config;
using testing::text_of;
using testing::Tree;

constexpr uint64_t kSeeds = 60;

// What one edit of a route is expected to be.
struct Expected {
  RouteEvent event = RouteEvent::kChanged;
  std::string setting;  // empty: no change, moves alone
  Aspect aspect = Aspect::kUpstream;
  Sense sense = Sense::kChanged;
};

struct Edit {
  const char* name;
  // Changes the route, or says that it does not fit.
  std::function<std::optional<Expected>(Tree& route)> make;
};

std::vector<Edit> edits() {
  using Made = std::optional<Expected>;
  return {
      {"auth",
       [](Tree& route) -> Made {
         const bool was = route.value("auth_required", false);
         route["auth_required"] = !was;
         return Expected{RouteEvent::kChanged, "auth_required", Aspect::kAuth,
                         was ? Sense::kRemoved : Sense::kAdded};
       }},
      {"timeout",
       [](Tree& route) -> Made {
         route["timeout_ms"] = 12'345;
         return Expected{RouteEvent::kChanged, "timeout_ms", Aspect::kTimeout, Sense::kChanged};
       }},
      {"retries",
       [](Tree& route) -> Made {
         route["retries"] = 7;
         return Expected{RouteEvent::kChanged, "retries", Aspect::kRetries, Sense::kChanged};
       }},
      {"tightened",
       [](Tree& route) -> Made {
         if (!route.contains("rate_limit") || !route["rate_limit"].is_object()) return {};
         Tree& limit = route["rate_limit"];
         if (limit.contains("mode")) return {};
         for (const char* key : {"requests_per_minute", "burst", "max_concurrent"}) {
           if (limit.contains(key)) limit[key] = limit[key].get<int>() - 3;
         }
         return Expected{RouteEvent::kChanged, "rate_limit", Aspect::kLimit, Sense::kTightened};
       }},
      {"loosened",
       [](Tree& route) -> Made {
         if (!route.contains("rate_limit") || !route["rate_limit"].is_object()) return {};
         Tree& limit = route["rate_limit"];
         if (limit.contains("mode")) return {};
         limit["mode"] = "shadow";
         return Expected{RouteEvent::kChanged, "rate_limit", Aspect::kLimit, Sense::kLoosened};
       }},
      {"limit added",
       [](Tree& route) -> Made {
         if (route.contains("rate_limit")) return {};
         route["rate_limit"] = {{"rate", "3/s"}};
         return Expected{RouteEvent::kChanged, "rate_limit", Aspect::kLimit, Sense::kAdded};
       }},
      {"limit removed",
       [](Tree& route) -> Made {
         if (!route.contains("rate_limit") || !route["rate_limit"].is_object()) return {};
         route.erase("rate_limit");
         return Expected{RouteEvent::kChanged, "rate_limit", Aspect::kLimit, Sense::kRemoved};
       }},
      {"headers",
       [](Tree& route) -> Made {
         route["transform_request"] = {{"add_header", {{"X-New", "n"}}}};
         return Expected{RouteEvent::kChanged, "transform_request", Aspect::kUpstream,
                         Sense::kChanged};
       }},
      {"methods",
       [](Tree& route) -> Made {
         if (!route.contains("method")) return {};
         route["method"].push_back("PUT");
         return Expected{RouteEvent::kRematched, ""};
       }},
      {"path",
       [](Tree& route) -> Made {
         route["path"] = "/elsewhere";
         return Expected{RouteEvent::kRematched, ""};
       }},
  };
}

size_t index_of(Dice& dice, const Tree& routes) {
  return static_cast<size_t>(dice.between(0, static_cast<int64_t>(routes.size()) - 1));
}

}  // namespace

TEST_CASE("differences: none with itself, in another order, as YAML and as JSON", "[analyze]") {
  for (uint64_t seed = 1; seed <= kSeeds; ++seed) {
    CAPTURE(seed);
    Dice dice(seed);
    const Tree tree = random_config(dice, static_cast<size_t>(dice.between(1, 12)));
    const std::string json = tree.dump(2);
    const Tree other = testing::shuffled(tree, dice);
    CHECK(text_of(differences_of(json, json)).empty());
    CHECK(text_of(differences_of(json, testing::to_yaml(tree))).empty());
    CHECK(text_of(differences_of(json, other.dump())).empty());
    CHECK(text_of(differences_of(testing::to_yaml(other), testing::to_yaml(tree))).empty());
  }
}

TEST_CASE("differences: an edit of a route is that one difference, both ways", "[analyze]") {
  for (const Edit& edit : edits()) {
    size_t made = 0;
    for (uint64_t seed = 1; seed <= kSeeds; ++seed) {
      CAPTURE(edit.name, seed);
      Dice dice(seed);
      const Tree tree = random_config(dice, static_cast<size_t>(dice.between(1, 12)));
      Tree changed = tree;
      Tree& route = changed["routes"][index_of(dice, changed["routes"])];
      const std::string name = route["name"];
      const auto expected = edit.make(route);
      if (!expected) continue;
      ++made;
      const Differences found =
          differences_of(tree.dump(), testing::to_yaml(testing::shuffled(changed, dice)));
      INFO(text_of(found));
      REQUIRE(found.routes.size() == 1);
      CHECK(found.gateway.empty());
      CHECK(found.open.empty());
      const RouteDifference& one = found.routes.front();
      CHECK(one.event == expected->event);
      REQUIRE(one.routes.size() == 1);
      CHECK(one.routes.front().before->name == name);
      CHECK(one.routes.front().after->name == name);
      CHECK(one.moves.empty() == !expected->setting.empty());
      REQUIRE(one.changes.size() == (expected->setting.empty() ? 0 : 1));
      CHECK(!text_of(differences_of(changed.dump(), tree.dump())).empty());
      if (expected->setting.empty()) continue;
      CHECK(one.changes.front().setting == expected->setting);
      CHECK(one.changes.front().aspect == expected->aspect);
      CHECK(one.changes.front().sense == expected->sense);
    }
    CAPTURE(edit.name);
    CHECK(made > 5);
  }
}

TEST_CASE("differences: a route more and a route less", "[analyze]") {
  for (uint64_t seed = 1; seed <= kSeeds; ++seed) {
    CAPTURE(seed);
    Dice dice(seed);
    const Tree tree = random_config(dice, static_cast<size_t>(dice.between(2, 12)));
    Tree fewer = tree;
    const size_t gone = index_of(dice, fewer["routes"]);
    const std::string name = fewer["routes"][gone]["name"];
    fewer["routes"].erase(gone);
    const Differences removed = differences_of(tree.dump(), fewer.dump());
    const Differences added = differences_of(fewer.dump(), tree.dump());
    INFO(text_of(removed));
    REQUIRE(removed.routes.size() == 1);
    CHECK(removed.routes.front().event == RouteEvent::kRemoved);
    CHECK(removed.routes.front().routes.front().before->name == name);
    REQUIRE(added.routes.size() == 1);
    CHECK(added.routes.front().event == RouteEvent::kAdded);
    CHECK(added.routes.front().routes.front().after->name == name);
    REQUIRE(added.routes.front().moves.size() == 1);
    CHECK(added.routes.front().moves.front().status_before == 404);
  }
}

TEST_CASE("differences: an edit of a service is told of the routes that use it", "[analyze]") {
  size_t told = 0;
  for (uint64_t seed = 1; seed <= kSeeds; ++seed) {
    CAPTURE(seed);
    Dice dice(seed);
    const Tree tree = random_config(dice, 12);
    Tree changed = tree;
    changed["services"]["svc1"]["endpoints"][0]["url"] = "http://moved:1";
    size_t users = 0;
    for (const Tree& route : tree["routes"]) users += route["upstream_service"] == "svc1" ? 1 : 0;
    const Differences found = differences_of(tree.dump(), changed.dump());
    INFO(text_of(found));
    REQUIRE(found.routes.size() == (users == 0 ? 0 : 1));
    if (users == 0) continue;
    ++told;
    CHECK(found.routes.front().routes.size() == users);
    REQUIRE(found.routes.front().changes.size() == 1);
    CHECK(found.routes.front().changes.front().aspect == Aspect::kUpstream);
  }
  CHECK(told > 20);
}

TEST_CASE("differences: what is shared or inherited is told of those who have it, once",
          "[analyze]") {
  size_t told = 0;
  for (uint64_t seed = 1; seed <= kSeeds; ++seed) {
    CAPTURE(seed);
    Dice dice(seed);
    const Tree tree = random_config(dice, 12);
    Tree changed = tree;
    changed["rate_limits"]["pool1"] = {{"rate", "7/10s"}};
    changed["rate_limits"]["pool2"] = {{"rate", "7/10s"}};
    size_t users = 0;
    for (const Tree& route : tree["routes"]) users += route.value("rate_limit", Tree()) == "pool1";
    const Differences found = differences_of(tree.dump(), changed.dump());
    INFO(text_of(found));
    REQUIRE(found.routes.size() == (users == 0 ? 0 : 1));
    if (users == 0) continue;
    ++told;
    CHECK(found.routes.front().routes.size() == users);
    REQUIRE(found.routes.front().changes.size() == 1);
    CHECK(found.routes.front().changes.front().setting == "rate_limits.pool1");
  }
  CHECK(told > 20);
  for (uint64_t seed = 1; seed <= kSeeds; ++seed) {
    CAPTURE(seed);
    Dice dice(seed);
    const Tree tree = random_config(dice, 12);
    Tree changed = tree;
    changed["defaults"]["timeout_ms"] = 77;
    size_t heirs = 0;
    for (const Tree& route : tree["routes"]) {
      const Tree& service = tree["services"][route["upstream_service"].get<std::string>()];
      heirs += !route.contains("timeout_ms") && !service.contains("timeout_ms");
    }
    const Differences found = differences_of(tree.dump(), changed.dump());
    INFO(text_of(found));
    REQUIRE(found.routes.size() == (heirs == 0 ? 0 : 1));
    if (heirs == 0) continue;
    CHECK(found.routes.front().routes.size() == heirs);
    CHECK(found.routes.front().changes.front().new_place.line == 1);
  }
}

}  // namespace gw::analyze
