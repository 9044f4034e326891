#include <catch2/catch.hpp>
#include <map>
#include <random>

#include "simulate/limit/replay.hpp"
#include "simulate/limit/tune.hpp"
#include "simulate/lines.hpp"

namespace gw::simulate {
namespace {

using testing::Line;
using testing::source_of;

LimitTune tune(const std::vector<Line>& lines, const TuneSettings& settings) {
  std::vector<Source> sources;
  sources.push_back(source_of(lines));
  auto out = tune_limit(std::move(sources), settings, {}, nullptr);
  REQUIRE(out);
  return std::move(*out);
}

std::vector<Line> random_lines(uint32_t seed) {
  std::mt19937 dice(seed);
  std::vector<Line> lines;
  int64_t at_ms = 0;
  for (int i = 0; i < 3'000; ++i) {
    at_ms += dice() % 25;
    const auto status = static_cast<uint16_t>(dice() % 4 == 0 ? 404 : 200);
    lines.push_back({at_ms, "client-" + std::to_string(dice() % 30 * (dice() % 30)), "/", status});
  }
  return lines;
}

TEST_CASE("limit_tune: every limit rejects what a replay of it rejects", "[simulate]") {
  const std::vector<Line> lines = random_lines(5);
  TuneSettings settings;
  for (uint64_t limit = 1; limit <= 12; ++limit) settings.limits.push_back(limit);
  const LimitTune out = tune(lines, settings);
  REQUIRE(out.points.size() == 12);
  for (const TunePoint& point : out.points) {
    CAPTURE(point.limit);
    LimitSettings one;
    one.limiter = policy::LimitSpec{.algorithm = policy::Algorithm::kTokenBucket,
                                    .count = static_cast<int64_t>(point.limit),
                                    .per_us = 1'000'000,
                                    .burst = static_cast<int64_t>(point.limit)};
    std::vector<Source> sources;
    sources.push_back(source_of(lines));
    const auto replay = replay_limit(std::move(sources), one, {}, nullptr);
    REQUIRE(replay);
    CHECK(point.rejected == replay->results.totals.groups[Group::kRejected]);
    CHECK(point.keys == replay->results.hit.clients_rejected);
    CHECK(point.rejected_successes == replay->results.hit.rejected_recorded_success);
  }
}

TEST_CASE("limit_tune: of nodes with a file each a key needs a limit at every one", "[simulate]") {
  const std::vector<Line> many{{0, "a"}, {1, "a"}, {2, "a"}};
  const std::vector<Line> few{{1, "a"}, {2, "a"}, {5'000, "b"}};
  const auto needs = [&](const Options& options) {
    std::vector<Source> sources;
    sources.push_back(source_of(many));
    sources.back().name = "n1";
    sources.push_back(source_of(few));
    sources.back().name = "n2";
    const auto out = tune_limit(std::move(sources), {}, options, nullptr);
    REQUIRE(out);
    std::string text;
    for (const TuneKey& key : out->neediest) {
      text += key.key + ": " + std::to_string(key.need) + ", ";
    }
    for (const TuneGroup& group : out->groups) {
      text += group.group + " " + std::to_string(group.alone->limit) + ", ";
    }
    return text;
  };
  CHECK(needs({}) == "a: 5, b: 1, ");
  Options nodes;
  nodes.replicas = 2;
  nodes.balance = Balance::kFile;
  CHECK(needs(nodes) == "a at n1: 3, a at n2: 2, b at n2: 1, n1 3, n2 2, ");
}

TEST_CASE("limit_tune: the suggestion is counted in both readings of whole seconds", "[simulate]") {
  std::vector<Line> lines;
  std::mt19937 dice(3);
  for (int i = 0; i < 2'000; ++i) {
    lines.push_back({.at_ms = int64_t{i / 40} * 1'000,
                     .client = "client-" + std::to_string(dice() % 7 * (dice() % 7)),
                     .resolution_ms = 1'000});
  }
  TuneSettings settings;
  settings.block_at_most = Ratio{500'000};
  const LimitTune out = tune(lines, settings);
  REQUIRE(out.suggestion);
  REQUIRE(out.clumped);
  LimitSettings one;
  one.limiter = policy::LimitSpec{.algorithm = policy::Algorithm::kGcra,
                                  .count = static_cast<int64_t>(out.suggestion->limit),
                                  .per_us = 1'000'000,
                                  .burst = static_cast<int64_t>(out.suggestion->limit) - 1};
  std::vector<Source> sources;
  sources.push_back(source_of(lines));
  const auto replay = replay_limit(std::move(sources), one, {}, nullptr);
  REQUIRE(replay);
  CHECK(out.suggestion->rejected == replay->results.totals.groups[Group::kRejected]);
  CHECK(*out.clumped == replay->clumped->rejected);
  CHECK(*out.clumped > out.suggestion->rejected);
  // A duration moves an arrival away from its stamp.
  lines[7].duration_ms = 300;
  CHECK_FALSE(tune(lines, settings).clumped);
}

// A bucket in floating point, as a person would write it for a quick look.
std::map<uint64_t, uint64_t> plain_curve(const std::vector<Line>& lines, uint64_t most) {
  std::map<uint64_t, uint64_t> curve;
  for (uint64_t limit = 1; limit <= most; ++limit) {
    std::map<std::string, std::pair<double, int64_t>> buckets;
    const auto full = static_cast<double>(limit);
    for (const Line& line : lines) {
      auto [at, is_new] = buckets.emplace(line.client, std::pair(full, line.at_ms));
      auto& [tokens, last_ms] = at->second;
      tokens = std::min(full, tokens + static_cast<double>(line.at_ms - last_ms) * full / 1000);
      last_ms = line.at_ms;
      if (tokens >= 1 - 1e-9) {
        tokens -= 1;
      } else {
        ++curve[limit];
      }
    }
  }
  return curve;
}

TEST_CASE("limit_tune: the curve is that of a plain program", "[simulate]") {
  const std::vector<Line> lines = random_lines(8);
  TuneSettings settings;
  for (uint64_t limit = 1; limit <= 8; ++limit) settings.limits.push_back(limit);
  std::map<uint64_t, uint64_t> expected = plain_curve(lines, 8);
  for (const TunePoint& point : tune(lines, settings).points) {
    CAPTURE(point.limit);
    CHECK(point.rejected == expected[point.limit]);
  }
}

TEST_CASE("limit_tune: the suggestion leaves the good keys alone", "[simulate]") {
  std::vector<Line> lines;
  for (int client = 0; client < 10; ++client) {
    for (int i = 0; i <= client; ++i) lines.push_back({0, "client-" + std::to_string(client)});
  }
  for (int i = 0; i < 50; ++i) lines.push_back({0, "scanner", "/", 404});
  TuneSettings settings;
  struct Row {
    int64_t ppm;
    uint64_t limit;
    uint64_t keys;
  };
  // Good keys need 1 to 10 at once; the scanner never succeeded.
  for (const Row& row : {Row{0, 10, 1}, Row{99'999, 10, 1}, Row{100'000, 9, 2}, Row{500'000, 5, 6},
                         Row{1'000'000, 1, 10}}) {
    CAPTURE(row.ppm);
    settings.block_at_most = Ratio{row.ppm};
    const LimitTune out = tune(lines, settings);
    REQUIRE(out.suggestion);
    CHECK(out.suggestion->limit == row.limit);
    CHECK(out.suggestion->keys == row.keys);
    CHECK(out.good_keys == 10);
    CHECK(out.points.back().limit == 50);
    CHECK(out.points.back().rejected == 0);
  }
}

TEST_CASE("limit_tune: peaks are of any stretch, not of aligned ones", "[simulate]") {
  const std::vector<Line> lines{{900, "a"},   {950, "a"},   {1'100, "a"},
                                {1'899, "a"}, {1'900, "a"}, {5'000, "b"}};
  const LimitTune out = tune(lines, {});
  REQUIRE(out.peaks.size() == 5);
  CHECK(out.peaks[0].max == 4);
  CHECK(out.peaks[0].p50 == 1);
  CHECK(out.peaks[1].max == 5);
  REQUIRE_FALSE(out.neediest.empty());
  CHECK(out.neediest[0].key == "a");
}

TEST_CASE("limit_tune: a cell of rate and number at once is a replay of it", "[simulate]") {
  const std::vector<Line> lines = random_lines(11);
  const LimitTune out = tune(lines, {});
  REQUIRE(out.heat);
  const HeatMap& heat = *out.heat;
  REQUIRE(heat.cells.size() == heat.rates.size() * heat.at_once.size());
  CHECK(heat.cells.size() >= 9);
  for (size_t i = 0; i < heat.cells.size(); ++i) {
    const auto rate = static_cast<int64_t>(heat.rates[i / heat.at_once.size()]);
    const auto at_once = static_cast<int64_t>(heat.at_once[i % heat.at_once.size()]);
    CAPTURE(rate, at_once);
    LimitSettings one;
    one.limiter = policy::LimitSpec{.algorithm = policy::Algorithm::kGcra,
                                    .count = rate,
                                    .per_us = 1'000'000,
                                    .burst = at_once - 1};
    std::vector<Source> sources;
    sources.push_back(source_of(lines));
    const auto replay = replay_limit(std::move(sources), one, {}, nullptr);
    REQUIRE(replay);
    CHECK(heat.cells[i].rejected == replay->results.totals.groups[Group::kRejected]);
    CHECK(heat.cells[i].good_keys <= replay->results.hit.clients_rejected);
  }
}

// The most that a limit lets through in any second, counted from each request that it does.
uint64_t let_through(const std::vector<Line>& lines, uint64_t limit) {
  std::map<std::string, std::pair<double, int64_t>> buckets;
  std::vector<int64_t> passed_ms;
  const auto full = static_cast<double>(limit);
  for (const Line& line : lines) {
    auto& [tokens, last_ms] =
        buckets.emplace(line.client, std::pair(full, line.at_ms)).first->second;
    tokens = std::min(full, tokens + static_cast<double>(line.at_ms - last_ms) * full / 1000);
    last_ms = line.at_ms;
    if (tokens < 1 - 1e-9) continue;
    tokens -= 1;
    passed_ms.push_back(line.at_ms);
  }
  int64_t most = 0;
  for (const int64_t from : passed_ms) {
    most = std::max(most, std::ranges::count_if(passed_ms, [&](int64_t at) {
                      return at >= from && at < from + 1000;
                    }));
  }
  return static_cast<uint64_t>(most);
}

TEST_CASE("limit_tune: the largest limit that keeps all keys below a rate", "[simulate]") {
  const std::vector<Line> lines = random_lines(3);
  for (const int64_t most : {1, 40, 60, 75, 1'000}) {
    CAPTURE(most);
    TuneSettings settings;
    settings.keep_below = Rate{most, seconds(1)};
    const LimitTune out = tune(lines, settings);
    for (const TunePoint& point : out.points)
      CHECK(point.busiest == let_through(lines, point.limit));
    if (let_through(lines, 1) > static_cast<uint64_t>(most)) {
      CHECK_FALSE(out.suggestion);
      continue;
    }
    REQUIRE(out.suggestion);
    CHECK(out.suggestion->busiest == let_through(lines, out.suggestion->limit));
    CHECK(out.suggestion->busiest <= static_cast<uint64_t>(most));
    const bool rejects_nothing = out.suggestion->rejected == 0;
    if (!rejects_nothing) {
      CHECK(let_through(lines, out.suggestion->limit + 1) > static_cast<uint64_t>(most));
    }
  }
}

TEST_CASE("limit_tune: what keeps below a rate does so over the turn of a second", "[simulate]") {
  const std::vector<Line> lines{{900, "a"}, {950, "b"}, {1'010, "c"}, {1'020, "d"}};
  TuneSettings settings;
  settings.keep_below = Rate{2, seconds(1)};
  const LimitTune out = tune(lines, settings);
  CHECK_FALSE(out.suggestion);
  REQUIRE_FALSE(out.points.empty());
  CHECK(out.points[0].busiest == 4);
  settings.keep_below = Rate{4, seconds(1)};
  CHECK(tune(lines, settings).suggestion->limit == 1);
  // A second later is another stretch.
  const std::vector<Line> apart{{900, "a"}, {950, "b"}, {1'900, "c"}, {1'950, "d"}};
  settings.keep_below = Rate{2, seconds(1)};
  CHECK(tune(apart, settings).suggestion->busiest == 2);
}

TEST_CASE("limit_tune: the suggestion is the smallest candidate", "[simulate]") {
  struct Row {
    int requests;  // at once, of one client
    std::vector<uint64_t> limits;
    uint64_t suggestion;
  };
  for (const Row& row : {Row{102, {}, 102}, Row{102, {100, 101, 102, 103}, 102}, Row{999, {}, 999},
                         Row{10'000, {}, 10'000}, Row{12'345, {}, 12'350},
                         Row{12'345, {12'345}, 12'345}, Row{12'345, {12'344}, 12'350}}) {
    CAPTURE(row.requests, row.suggestion);
    const std::vector<Line> lines(static_cast<size_t>(row.requests), Line{0, "a"});
    TuneSettings settings;
    settings.limits = row.limits;
    const LimitTune out = tune(lines, settings);
    REQUIRE(out.suggestion);
    CHECK(out.suggestion->limit == row.suggestion);
    CHECK(out.suggestion->rejected == 0);
    for (const TunePoint& point : out.points) {
      if (point.rejected == 0) CHECK(point.limit >= row.suggestion);
    }
  }
}

TEST_CASE("limit_tune: an attack is told apart from what is normal", "[simulate]") {
  std::vector<Line> lines;
  for (int second = 0; second < 20; ++second) {
    for (int client = 0; client < 3; ++client) {
      lines.push_back({second * 1000 + client, "client-" + std::to_string(client)});
    }
    for (int i = 0; second >= 10 && i < 50; ++i) lines.push_back({second * 1000 + 10, "client-0"});
  }
  TuneSettings settings;
  settings.incident = *parse_between("2026-01-01T00:00:10Z..2026-01-01T00:00:20Z");
  const LimitTune out = tune(lines, settings);
  CHECK(out.requests == 30);
  CHECK(out.keys == 3);
  REQUIRE(out.incident);
  CHECK(out.incident->requests == 530);
  REQUIRE(out.suggestion);
  CHECK(out.suggestion->limit == 1);
  CHECK(out.suggestion->rejected == 0);
  REQUIRE(out.incident->at_suggestion);
  // One a second of client-0's 51, and both others.
  CHECK(out.incident->at_suggestion->rejected == 500);
  CHECK(out.incident->at_suggestion->keys == 1);
  REQUIRE(out.incident->points.size() == out.points.size());
  CHECK(out.points.back().limit == 51);

  settings.normal = *parse_between("2026-01-01T00:00:00Z..2026-01-01T00:00:05Z");
  CHECK(tune(lines, settings).requests == 15);
}

TEST_CASE("limit_tune: a log of an attack has keys of its own", "[simulate]") {
  std::vector<Line> calm;
  std::vector<Line> attack;
  for (int i = 0; i < 10; ++i) calm.push_back({i * 1000, "client"});
  for (int i = 0; i < 40; ++i) attack.push_back({i * 100 - 86'400'000, "client"});
  std::vector<Source> sources;
  sources.push_back(source_of(calm));
  sources.push_back(source_of(attack));
  TuneSettings settings;
  settings.attack_from = 1;
  const auto out = tune_limit(std::move(sources), settings, {}, nullptr);
  REQUIRE(out);
  CHECK(out->requests == 10);
  REQUIRE(out->incident);
  CHECK(out->incident->requests == 40);
  CHECK(out->suggestion->limit == 1);
  CHECK(out->incident->at_suggestion->rejected == 36);
}

TEST_CASE("limit_tune: the knee is where the curve bends", "[simulate]") {
  std::vector<Line> lines;
  // A hundred clients need 3; one needs 20.
  for (int client = 0; client < 100; ++client) {
    for (int i = 0; i < 3; ++i) lines.push_back({0, "client-" + std::to_string(client)});
  }
  for (int i = 0; i < 20; ++i) lines.push_back({0, "other"});
  const LimitTune out = tune(lines, {});
  REQUIRE(out.knee);
  CHECK(out.points[*out.knee].limit == 3);
  TuneSettings two;
  two.limits = {1, 2};
  CHECK_FALSE(tune(lines, two).knee);
}

TEST_CASE("limit_tune: nothing is suggested without requests", "[simulate]") {
  const LimitTune out = tune({}, {});
  CHECK(out.requests == 0);
  CHECK_FALSE(out.suggestion);
  CHECK(out.points.empty());
}

}  // namespace
}  // namespace gw::simulate
