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

TEST_CASE("limit_tune: nothing is suggested without requests", "[simulate]") {
  const LimitTune out = tune({}, {});
  CHECK(out.requests == 0);
  CHECK_FALSE(out.suggestion);
  CHECK(out.points.empty());
}

}  // namespace
}  // namespace gw::simulate
