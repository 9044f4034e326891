#include "simulate/compare.hpp"

#include <algorithm>
#include <map>
#include <numeric>

#include "engine/draft.hpp"
#include "oracle/dice.hpp"
#include "simulate/lines.hpp"
#include "support/catch.hpp"

using namespace gw;
using namespace gw::simulate;
using namespace gw::testing;

namespace {

using Same = std::vector<std::vector<size_t>>;

TrafficChange compared(const std::shared_ptr<const engine::Plan>& before,
                       const std::shared_ptr<const engine::Plan>& after, const Same& same_as,
                       const std::vector<Line>& lines, const Options& options = {},
                       size_t batch = 3) {
  std::vector<Source> sources;
  sources.push_back(source_of(lines, batch));
  auto out = compare_traffic({before, {}}, {after, {}}, same_as, std::move(sources), options,
                             ProgressCallback());
  REQUIRE(out);
  return std::move(*out);
}

std::string text_of(const TrafficChange& change) {
  std::string out;
  for (const ChangedEndings& row : change.endings) {
    out += row.route_before + " " + std::string(name(row.before.reason)) + " → " + row.route_after +
           " " + std::string(name(row.after.reason)) + ": " + std::to_string(row.requests) + " (" +
           std::to_string(row.recorded_success) + ")\n";
  }
  return out;
}

// A window of `count` a minute on /a, and /b and /c without one.
std::shared_ptr<const engine::Plan> plan_of(int64_t count, const std::string& third = "/c") {
  Draft draft;
  const uint32_t service = draft.service("s");
  const uint32_t limit = draft.limit("l", fixed_window(count, seconds(60)));
  draft.route("/a", service).limits = {limit};
  draft.route("/b", service);
  draft.route(third, service);
  return draft.finish();
}

// Of several clients on several paths, with durations, so that journeys end in another order than
// they began.
std::vector<Line> random_lines(uint64_t seed, int64_t count) {
  oracle::Dice dice(seed);
  std::vector<Line> out;
  int64_t at_ms = 0;
  for (int64_t i = 0; i < count; ++i) {
    at_ms += dice.between(0, 900);
    Line line{.at_ms = at_ms,
              .client = "192.0.2." + std::to_string(dice.between(1, 5)),
              .target = std::string("/") + static_cast<char>('a' + dice.between(0, 3)),
              .duration_ms = dice.between(0, 5000)};
    if (dice.one_in(4)) line.status = 503;
    out.push_back(line);
  }
  return out;
}

std::map<engine::Reason, int64_t> by_reason(const Results& results) {
  std::map<engine::Reason, int64_t> out;
  for (const ReasonStatus& one : results.outcomes) {
    out[one.reason] += static_cast<int64_t>(one.requests);
  }
  return out;
}

}  // namespace

TEST_CASE("compare: who is newly refused, and by how much", "[simulate]") {
  std::vector<Line> lines;
  for (int64_t i = 0; i < 5; ++i) lines.push_back({.at_ms = i * 10, .client = "192.0.2.1"});
  for (int64_t i = 0; i < 3; ++i) {
    lines.push_back({.at_ms = 100 + i * 10, .client = "192.0.2.2", .status = 404});
  }
  lines.push_back({.at_ms = 200, .client = "192.0.2.3"});
  const TrafficChange change = compared(plan_of(4), plan_of(1), {{0}, {1}, {2}}, lines);
  CHECK(change.requests == 9);
  CHECK(change.changed == 5);
  CHECK(change.newly_refused == 5);
  CHECK(change.newly_refused_success == 3);
  CHECK(change.newly_let_through == 0);
  CHECK(change.clients == 3);
  CHECK(change.clients_newly_refused == 2);
  CHECK(text_of(change) == "/a proxied → /a rate-limited: 5 (3)\n");
  REQUIRE(change.top.size() == 2);
  CHECK(change.top[0].client == "192.0.2.1");
  CHECK(change.top[0].requests == 5);
  CHECK(change.top[0].refused == 3);
  CHECK(change.top[0].recorded_success == 3);
  CHECK(change.top[0].first == WallTime{kStartNs + 10'000'000});
  CHECK(change.top[1].client == "192.0.2.2");
  CHECK(change.top[1].recorded_success == 0);
  const TrafficChange back = compared(plan_of(1), plan_of(4), {{0}, {1}, {2}}, lines);
  CHECK(text_of(back) == "/a rate-limited → /a proxied: 5 (3)\n");
  CHECK(back.newly_let_through == 5);
  CHECK(back.newly_refused == 0);
}

TEST_CASE("compare: another route is another ending, the same one under a new name is not",
          "[simulate]") {
  const std::vector<Line> lines{{.target = "/c"}, {.at_ms = 1, .target = "/d"}};
  const Same paired{{0}, {1}, {2}};
  CHECK(text_of(compared(plan_of(4), plan_of(4, "/d"), paired, lines)) ==
        "/c proxied →  no-route: 1 (1)\n"
        " no-route → /d proxied: 1 (1)\n");
  const auto apart = [&] {
    Draft draft;
    const uint32_t service = draft.service("s");
    draft.route("/a", service);
    draft.route("GET /c", service);
    return draft.finish();
  };
  CHECK(text_of(compared(plan_of(4), apart(), {{0}, {}, {}}, lines)) ==
        "/c proxied → GET /c proxied: 1 (1)\n");
  CHECK(text_of(compared(plan_of(4), apart(), {{0}, {}, {1}}, lines)).empty());
}

TEST_CASE("compare: nothing changes between a Plan and itself", "[simulate]") {
  for (uint64_t seed = 1; seed <= 20; ++seed) {
    CAPTURE(seed);
    const TrafficChange change =
        compared(plan_of(6), plan_of(6), {{0}, {1}, {2}}, random_lines(seed, 300));
    CHECK(change.requests == 300);
    CHECK(change.changed == 0);
    CHECK(change.endings.empty());
    CHECK(change.top.empty());
  }
}

TEST_CASE("compare: the endings are the difference of two simulations", "[simulate]") {
  for (uint64_t seed = 1; seed <= 20; ++seed) {
    CAPTURE(seed);
    const std::vector<Line> lines = random_lines(seed, 300);
    const auto before = plan_of(6);
    const auto after = plan_of(3, "/d");
    const TrafficChange change = compared(before, after, {{0}, {1}, {2}}, lines);
    std::map<engine::Reason, int64_t> moved = by_reason(run(before, lines));
    uint64_t total = 0;
    for (const ChangedEndings& row : change.endings) {
      moved[row.before.reason] -= static_cast<int64_t>(row.requests);
      moved[row.after.reason] += static_cast<int64_t>(row.requests);
      total += row.requests;
    }
    std::erase_if(moved, [](const auto& one) { return one.second == 0; });
    CHECK(moved == by_reason(run(after, lines)));
    CHECK(total == change.changed);
    uint64_t refused = 0;
    for (const NewlyRefused& row : change.top) refused += row.refused;
    CHECK(refused == change.newly_refused);
    CHECK(by_reason(change.after) == by_reason(run(after, lines)));
  }
}

TEST_CASE("compare: neither threads nor batches matter", "[simulate]") {
  const std::vector<Line> lines = random_lines(7, 500);
  const auto before = plan_of(6);
  const auto after = plan_of(2, "/d");
  const Same paired{{0}, {1}, {2}};
  const TrafficChange one = compared(before, after, paired, lines);
  for (const uint32_t threads : {1U, 3U}) {
    for (const size_t batch : {size_t{1}, size_t{64}}) {
      Options options;
      options.threads = threads;
      const TrafficChange other = compared(before, after, paired, lines, options, batch);
      CHECK(text_of(other) == text_of(one));
      CHECK(other.top.size() == one.top.size());
      CHECK(other.after.digest == one.after.digest);
    }
  }
}

TEST_CASE("compare: the table of clients is cut, their number is not", "[simulate]") {
  std::vector<Line> lines;
  for (int64_t i = 0; i < 10; ++i) {
    for (int64_t client = 1; client <= 3; ++client) {
      lines.push_back({.at_ms = i * 10 + client, .client = "192.0.2." + std::to_string(client)});
    }
  }
  Options options;
  options.top_clients = 2;
  const TrafficChange change = compared(plan_of(9), plan_of(1), {{0}, {1}, {2}}, lines, options);
  CHECK(change.clients_newly_refused == 3);
  REQUIRE(change.top.size() == 2);
  CHECK(change.top[0].client == "192.0.2.1");
}

TEST_CASE("compare: each side reads the client by its own trusted proxies", "[simulate]") {
  std::vector<Line> lines;
  for (int64_t i = 0; i < 4; ++i) {
    lines.push_back(
        {.at_ms = i, .client = "10.0.0.1", .forwarded_for = "203.0.113." + std::to_string(i)});
  }
  std::vector<Source> sources;
  sources.push_back(source_of(lines));
  const PlanSide before{plan_of(1), {*parse_cidr("10.0.0.0/8")}};
  const PlanSide after{plan_of(1), {}};
  const auto change = compare_traffic(before, after, {{0}, {1}, {2}}, std::move(sources), {}, {});
  REQUIRE(change);
  CHECK(text_of(*change) == "/a proxied → /a rate-limited: 3 (3)\n");
  REQUIRE(change->top.size() == 1);
  CHECK(change->top[0].client == "10.0.0.1");
}
