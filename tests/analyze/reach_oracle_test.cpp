// What is said of the routes of small configurations against the engine: a route that is reached is
// so by the request given, and none of all short requests reaches one that is not.
#include "analyze/draft_routes.hpp"
#include "analyze/random_routes.hpp"
#include "analyze/reach.hpp"
#include "support/catch.hpp"

namespace {

using namespace gw;
using namespace gw::analyze;
using namespace gw::testing;

struct Totals {
  size_t reached = 0;
  size_t alone = 0;     // all taken by one other
  size_t together = 0;  // by several
  size_t nobody = 0;    // conditions that cannot be met
  size_t open = 0;
};

// Few choices, so that routes get into each other's way: either one path and many conditions or
// paths below each other.
std::string close_route(oracle::Dice& dice, bool one_path) {
  const auto pick = [&](std::initializer_list<const char*> all) {
    return std::string(*(all.begin() + dice.between(0, static_cast<int64_t>(all.size()) - 1)));
  };
  std::string out = pick({"GET", "GET", "GET,HEAD", "HEAD", "*", "GET,POST"});
  out += pick({" ", " ", " ", " *.a.com"});
  if (!one_path) {
    out += pick({"/a/*", "/a/{x}/*", "/a/{x}", "/a/", "/a/{x}/", "/{y}"});
    return out + pick({"", "", "", " h:v+", " h:v-"});
  }
  out += pick({"/a", "/a", "/a", "/{y}"});
  out += pick({"", " h:v+", " h:v-", " h:v~[ab].*", " h:v~\\w+", " h:v~a?b*", " h:v=a"});
  if (dice.one_in(40)) return out + " q:u~\\n h:u~\\n";
  return out + pick({"", "", "", "", " q:w+", " q:w-", " q:w~[^b]*"});
}

void check(uint64_t seed, const std::vector<Witness>& requests, Totals& totals) {
  oracle::Dice dice(seed);
  std::vector<std::string> lines;
  std::string shown = "seed " + std::to_string(seed);
  for (int64_t count = dice.between(3, 10); count > 0; --count) {
    lines.push_back(close_route(dice, seed % 2 == 0));
    shown += "\n" + lines.back();
  }
  const config::Config config = config_of(lines);
  const auto plan = plan_of(config);
  std::vector<bool> reached(lines.size());
  for (const Witness& request : requests) {
    const Outcome outcome = replay(plan->table, request);
    if (outcome.outcome == engine::MatchOutcome::kMatched) reached[outcome.route] = true;
  }
  RouteSets sets(config);
  const RouteIndex index(config);
  Reach reach(sets, index);
  for (size_t i = 0; i < lines.size(); ++i) {
    const Reach::Answer answer = reach.of(i);
    if (answer.reached) {
      ++totals.reached;
      if (!replay(plan->table, *answer.reached).is(i)) FAIL(shown << "\nnot reached: " << i);
    } else if (answer.unreachable) {
      const size_t by = answer.unreachable->taken_by.size();
      ++(by == 0 ? totals.nobody : by == 1 ? totals.alone : totals.together);
      if (reached[i]) FAIL(shown << "\nreached: " << i);
      if (!answer.unreachable->witness) continue;
      const size_t winner = replay(plan->table, *answer.unreachable->witness).route;
      const auto& all = answer.unreachable->taken_by;
      if (std::find(all.begin(), all.end(), winner) == all.end()) FAIL(shown << "\nby: " << i);
    } else {
      ++totals.open;
    }
  }
}

}  // namespace

TEST_CASE("reach oracle: small configurations against all short requests", "[analyze]") {
  std::vector<Witness> requests;
  for (const char* host : {"", "b.a.com"}) {
    for (const char* path : {"/a", "/b", "/a/", "/a/c", "/a/c/", "/a/c/d", "/a/c/d/"}) {
      for (const char* method : {"GET", "HEAD", "POST"}) {
        for (const char* header : {"-", "", "a", "b", "ab", "c", "ac!"}) {
          for (const char* query : {"", "w=a", "w=b"}) {
            Witness& one = requests.emplace_back(Witness{method, host, path, query, {}});
            if (*header != '-') one.headers.emplace_back("v", header);
          }
        }
      }
    }
  }
  Totals totals;
  for (uint64_t seed = 1; seed <= 600; ++seed) check(seed, requests, totals);
  CAPTURE(totals.reached, totals.alone, totals.together, totals.nobody);
  CHECK(totals.reached > 1'000);
  CHECK(totals.alone > 100);
  CHECK(totals.together > 20);
  CHECK(totals.nobody > 20);
  CHECK(totals.open == 0);
}
