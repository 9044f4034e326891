// What is said to move between two configurations against the two route tables: every short request
// that another route takes is one of a move that was found, and every move's request does move.
#include <algorithm>
#include <map>
#include <set>

#include "analyze/draft_routes.hpp"
#include "analyze/moves.hpp"
#include "analyze/random_routes.hpp"
#include "support/catch.hpp"

namespace {

using namespace gw;
using namespace gw::analyze;
using namespace gw::testing;

using Pair = std::pair<std::optional<size_t>, std::optional<size_t>>;

std::optional<size_t> taker(const engine::RouteTable& table, const Witness& request) {
  const Outcome outcome = replay(table, request);
  if (outcome.outcome != engine::MatchOutcome::kMatched) return std::nullopt;
  return outcome.route;
}

// Some routes replaced, left out, added, and now and then all in another order.
std::vector<std::string> mutated(std::vector<std::string> lines, oracle::Dice& dice, Focus focus) {
  std::vector<std::string> out;
  for (std::string& line : lines) {
    if (dice.one_in(6)) continue;
    out.push_back(dice.one_in(5) ? random_route(dice, focus) : std::move(line));
  }
  if (out.empty() || dice.one_in(2)) out.push_back(random_route(dice, focus));
  if (dice.one_in(2)) {
    for (size_t i = out.size() - 1; i > 0; --i) {
      std::swap(out[i], out[static_cast<size_t>(dice.between(0, static_cast<int64_t>(i)))]);
    }
  }
  return out;
}

struct Totals {
  size_t moves = 0;
  size_t open = 0;
  std::set<std::string> constructs;
};

std::string text_of(const Pair& pair) {
  const auto one = [](std::optional<size_t> route) {
    return route ? std::to_string(*route) : std::string("none");
  };
  return one(pair.first) + " to " + one(pair.second);
}

// What is wrong, or nothing.
std::string check(const std::vector<std::string>& before, const std::vector<std::string>& after,
                  const std::vector<Witness>& requests, Totals& totals) {
  const config::Config old_config = config_of(before);
  const config::Config new_config = config_of(after);
  const auto old_plan = plan_of(old_config);
  const auto new_plan = plan_of(new_config);
  const RoutePairs pairs = pair_routes(old_config, new_config);
  const Moves found =
      find_moves({old_config, old_plan->table}, {new_config, new_plan->table}, pairs);
  std::set<Pair> told;
  for (const Move& move : found.moves) {
    told.emplace(move.from, move.to);
    const Pair seen{taker(old_plan->table, move.witness), taker(new_plan->table, move.witness)};
    if (seen != Pair(move.from, move.to)) return to_string(move.witness) + " goes " + text_of(seen);
    if (move.from && move.to && pairs.new_of[*move.from] == move.to) return "a pair is no move";
  }
  totals.moves += found.moves.size();
  totals.open += found.open.size();
  for (const OpenMove& open : found.open) {
    told.emplace(open.from, open.to);
    totals.constructs.insert(open.construct);
  }
  for (const Witness& request : requests) {
    const Pair seen{taker(old_plan->table, request), taker(new_plan->table, request)};
    if (!seen.first && !seen.second) continue;
    if (seen.first && seen.second && pairs.new_of[*seen.first] == seen.second) continue;
    if (!told.contains(seen)) return to_string(request) + " goes " + text_of(seen) + ", not found";
  }
  return {};
}

Totals compare_all(Focus focus, uint64_t seed, int rounds, int64_t most) {
  const std::vector<Witness> requests = all_requests(focus);
  Totals totals;
  for (int round = 0; round < rounds; ++round) {
    oracle::Dice dice(seed + static_cast<uint64_t>(round));
    std::vector<std::string> before;
    for (int64_t count = dice.between(1, most); count > 0; --count) {
      before.push_back(random_route(dice, focus));
    }
    const std::vector<std::string> after = mutated(before, dice, focus);
    const std::string wrong = check(before, after, requests, totals);
    if (wrong.empty()) continue;
    std::string text = "seed " + std::to_string(seed + static_cast<uint64_t>(round));
    for (const std::string& line : before) text += "\n- " + line;
    for (const std::string& line : after) text += "\n+ " + line;
    FAIL(text << "\n" << wrong);
  }
  return totals;
}

}  // namespace

TEST_CASE("moves: of paths, every request that moves is found", "[analyze]") {
  const Totals totals = compare_all(Focus::kPaths, 1000, 400, 6);
  CHECK(totals.moves > 1000);
  CHECK(totals.open == 0);
}

TEST_CASE("moves: of hosts, every request that moves is found", "[analyze]") {
  const Totals totals = compare_all(Focus::kHosts, 2000, 400, 6);
  CHECK(totals.moves > 1000);
  CHECK(totals.open == 0);
}

TEST_CASE("moves: of values, every request that moves is found or left open by name", "[analyze]") {
  const Totals totals = compare_all(Focus::kValues, 3000, 300, 6);
  CHECK(totals.moves > 1000);
  CHECK(totals.open * 10 < totals.moves);
  for (const std::string& construct : totals.constructs) {
    CAPTURE(construct);
    CHECK(construct.find("otherwise") == std::string::npos);
  }
}

TEST_CASE("moves: of all together, every request that moves is found", "[analyze]") {
  const Totals totals = compare_all(Focus::kAll, 4000, 150, 5);
  CHECK(totals.moves > 300);
  for (const std::string& construct : totals.constructs) {
    CAPTURE(construct);
    CHECK(construct.find("otherwise") == std::string::npos);
  }
}
