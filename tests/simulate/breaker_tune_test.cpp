#include <algorithm>
#include <catch2/catch.hpp>
#include <map>
#include <string>

#include "simulate/breaker/replay.hpp"
#include "simulate/breaker/tune.hpp"
#include "simulate/lines.hpp"

namespace gw::simulate {
namespace {

using testing::Line;
using testing::outage_lines;
using testing::source_of;

BreakerTuneSettings settings_of(BreakerGrid grid, int32_t minimum_calls = 10,
                                Duration open_for = seconds(1)) {
  BreakerTuneSettings settings;
  settings.grid = std::move(grid);
  settings.common.window_kind = policy::BreakerWindow::kTime;
  settings.common.minimum_calls = minimum_calls;
  settings.common.open_for = open_for;
  settings.failures = *parse_statuses("500-599");
  settings.outage.calls = static_cast<uint64_t>(minimum_calls);
  return settings;
}

BreakerGrid wide_grid() {
  BreakerGrid grid;
  for (int64_t percent = 5; percent <= 100; percent += 19) {
    grid.failure_rates.push_back({percent * 10'000});
  }
  for (const int64_t ms : {200, 1'000, 3'000, 10'000, 60'000, 600'000}) {
    grid.windows.push_back(milliseconds(ms));
  }
  grid.in_a_row = {1, 2, 3, 5, 10, 30};
  return grid;
}

BreakerTune tune(const std::vector<Line>& lines, const BreakerTuneSettings& settings,
                 const Options& options = {}, const ProgressCallback& progress = nullptr) {
  std::vector<Source> sources;
  sources.push_back(source_of(lines));
  auto out = tune_breaker(std::move(sources), settings, options, progress);
  REQUIRE(out);
  return std::move(*out);
}

BreakerReplay replay(const std::vector<Line>& lines, const BreakerCandidate& candidate,
                     const BreakerTuneSettings& like) {
  BreakerSettings settings;
  settings.breaker = candidate.spec;
  settings.failures = like.failures;
  settings.rule = like.rule;
  settings.failure_share = candidate.share_of_run;
  settings.max_groups = like.max_groups;
  std::vector<Source> sources;
  sources.push_back(source_of(lines));
  auto out = replay_breaker(std::move(sources), settings, {}, nullptr);
  REQUIRE(out);
  return std::move(*out);
}

void check_same(const BreakerCounts& tuned, const BreakerCounts& replayed) {
  CHECK(tuned.calls == replayed.calls);
  CHECK(tuned.failures == replayed.failures);
  CHECK(tuned.shed == replayed.shed);
  CHECK(tuned.lost_successes == replayed.lost_successes);
  CHECK(tuned.failures_avoided == replayed.failures_avoided);
  CHECK(tuned.opened == replayed.opened);
  CHECK(tuned.flaps == replayed.flaps);
  CHECK(tuned.open == replayed.open);
  CHECK(tuned.half_open == replayed.half_open);
}

void check_same(const CandidateResult& tuned, const BreakerReplay& replayed) {
  check_same(tuned.counts, replayed.totals);
  Detections detections;
  Duration longest{0};
  for (const BreakerGroup& group : replayed.groups) {
    detections += group.detections;
    longest = std::max(longest, group.longest);
  }
  CHECK(tuned.detections.count == detections.count);
  CHECK(tuned.detections.sum == detections.sum);
  CHECK(tuned.detections.longest == detections.longest);
  CHECK(tuned.longest == longest);
}

TEST_CASE("breaker_tune: every candidate does what a replay of it does", "[simulate]") {
  for (const uint32_t seed : {3U, 4U, 5U}) {
    const std::vector<Line> lines = outage_lines(seed);
    BreakerTuneSettings settings = settings_of(wide_grid(), 8, milliseconds(700 + 900 * seed));
    settings.common.half_open_probes = static_cast<int32_t>(seed) - 2;
    if (seed != 3) settings.rule.group = *parse_text_pattern("/{1}");
    if (seed == 5) settings.max_groups = 2;
    const BreakerTune out = tune(lines, settings);
    REQUIRE(out.points.size() == settings.grid.size());
    const std::vector<BreakerCandidate> candidates = candidates_of(settings.grid, settings.common);
    uint64_t opened = 0;
    for (size_t i = 0; i < candidates.size(); ++i) {
      CAPTURE(seed, i, candidates[i].spec.failure_rate.ppm, candidates[i].spec.window.ns,
              candidates[i].spec.consecutive_failures);
      check_same(out.points[i].result, replay(lines, candidates[i], settings));
      opened += out.points[i].result.counts.opened;
    }
    CHECK(opened > 400);
  }
}

TEST_CASE("breaker_tune: the row of a group is the suggested candidate's replay", "[simulate]") {
  const std::vector<Line> lines = outage_lines(7);
  BreakerTuneSettings settings = settings_of(wide_grid());
  settings.rule.group = *parse_text_pattern("/{1}");
  settings.lose_at_most = Ratio{100'000};
  const BreakerTune out = tune(lines, settings);
  REQUIRE(out.suggestion);
  const BreakerCandidate chosen = candidates_of(settings.grid, settings.common)[*out.suggestion];
  std::map<std::string, BreakerCounts> by_group;
  for (const BreakerGroup& group : replay(lines, chosen, settings).groups) {
    by_group[group.group] = group.counts;
  }
  REQUIRE(out.groups.size() == 2);
  for (const BreakerTuneGroup& group : out.groups) {
    CAPTURE(group.group);
    REQUIRE(group.suggested);
    check_same(group.suggested->counts, by_group.at(group.group));
  }
}

TEST_CASE("breaker_tune: more candidates than one bank holds, by any number of threads",
          "[simulate]") {
  BreakerGrid grid = wide_grid();
  grid.in_a_row.clear();
  for (int32_t failures = 1; failures <= 70; ++failures) grid.in_a_row.push_back(failures);
  const BreakerTuneSettings settings = settings_of(grid);
  const std::vector<Line> lines = outage_lines(9);
  Options options;
  const BreakerTune one = tune(lines, settings, options);
  for (const uint32_t threads : {2U, 5U, 64U}) {
    CAPTURE(threads);
    options.threads = threads;
    const BreakerTune many = tune(lines, settings, options);
    CHECK(many.ranked == one.ranked);
    for (size_t i = 0; i < one.points.size(); ++i) {
      check_same(many.points[i].result.counts, one.points[i].result.counts);
      CHECK(many.points[i].result.outages_met == one.points[i].result.outages_met);
    }
  }
  const std::vector<BreakerCandidate> candidates = candidates_of(grid, settings.common);
  check_same(one.points.back().result, replay(lines, candidates.back(), settings));
}

// Calls of no duration each 100 ms: "s" a success, "f" a failure, "l" one whose client left.
std::vector<Line> calls(std::string_view letters) {
  std::vector<Line> lines;
  for (size_t i = 0; i < letters.size(); ++i) {
    const uint16_t status = letters[i] == 'f' ? 503 : (letters[i] == 'l' ? 499 : 200);
    lines.push_back({.at_ms = static_cast<int64_t>(i) * 100, .status = status});
  }
  return lines;
}

struct Outages {
  uint64_t all = 0;
  std::vector<uint64_t> met;  // by failures in a row: 1, 2, 3, 4
  bool operator==(const Outages&) const = default;
};

Outages outages(std::string_view letters, uint64_t least_calls, Duration open_for = seconds(1)) {
  BreakerTuneSettings settings = settings_of({.in_a_row = {1, 2, 3, 4}}, 10, open_for);
  settings.outage.calls = least_calls;
  const BreakerTune out = tune(calls(letters), settings);
  Outages found{out.totals.outages, {}};
  for (const BreakerTunePoint& point : out.points) {
    found.met.push_back(point.result.outages_met);
  }
  return found;
}

TEST_CASE("breaker_tune: an outage is met by a breaker that is open in it", "[simulate]") {
  CHECK(outages("ssfffss", 3) == Outages{1, {1, 1, 1, 0}});
  // Too few calls; the failures of a run alone with what stands between them.
  CHECK(outages("ssfffss", 4) == Outages{0, {0, 0, 0, 0}});
  CHECK(outages("ssfsffsss", 4) == Outages{1, {1, 1, 0, 0}});
  CHECK(outages("fsfssfsfss", 3) == Outages{2, {2, 0, 0, 0}});
  // Who leaves counts neither way.
  CHECK(outages("flfss", 3) == Outages{0, {0, 0, 0, 0}});
  // One that goes on at the end of the log has ended with its last failure.
  CHECK(outages("sffff", 4) == Outages{1, {1, 1, 1, 1}});
  CHECK(outages("", 1) == Outages{0, {0, 0, 0, 0}});
}

TEST_CASE("breaker_tune: one that is still open when an outage begins has met it", "[simulate]") {
  // The first failure opens the one for 2 s; the others see the run alone.
  CHECK(outages("fsssssssfff", 3, seconds(2)) == Outages{1, {1, 1, 1, 0}});
  // Of the first outage, not yet closed in the second.
  CHECK(outages("fffssssfff", 3, seconds(20)) == Outages{2, {2, 2, 2, 0}});
}

TEST_CASE("breaker_tune: a long outage does not outlive its failures", "[simulate]") {
  // Ten failures; of three calls each no more than three have to be made up for.
  const std::string ten(10, 'f');
  CHECK(outages(ten + "ssss" + ten, 3, milliseconds(1)).all == 2);
  CHECK(outages(ten + "sss" + ten, 3, milliseconds(1)).all == 1);
}

TEST_CASE("breaker_tune: the best within what may be lost is suggested", "[simulate]") {
  // Each opens for the nine calls after the last that it needs: with two in a row nine successes,
  // then eight failures and a success; with four in a row six failures and three successes.
  const std::vector<Line> lines = calls(
      "ff"
      "sssssssss"
      "s"
      "ffffffffff"
      "ssss");
  struct Row {
    int64_t lose_ppm;
    uint64_t weight;
    std::optional<size_t> suggestion;
  };
  BreakerTuneSettings settings = settings_of({.in_a_row = {2, 4, 11}});
  settings.lose_at_most = Ratio{1'000'000};
  const BreakerTune all = tune(lines, settings);
  REQUIRE(all.totals.successes == 14);
  const auto spared = [&](size_t i) { return all.points[i].result.counts.failures_avoided; };
  const auto lost = [&](size_t i) { return all.points[i].result.counts.lost_successes; };
  CHECK((spared(0) == 8 && lost(0) == 10));
  CHECK((spared(1) == 6 && lost(1) == 3));
  CHECK((spared(2) == 0 && lost(2) == 0));
  for (const Row& row : {Row{1'000'000, 1, 1}, Row{1'000'000, 0, 0}, Row{214'286, 0, 1},
                         Row{214'285, 0, {}}, Row{1'000'000, 2, {}}}) {
    CAPTURE(row.lose_ppm, row.weight);
    settings.lose_at_most = Ratio{row.lose_ppm};
    settings.lost_weighs = row.weight;
    const BreakerTune out = tune(lines, settings);
    CHECK(out.suggestion == row.suggestion);
    CHECK(out.points[1].score == 6 - 3 * static_cast<int64_t>(row.weight));
    CHECK(out.points[1].within == (row.lose_ppm >= 214'286));
    CHECK(out.groups.at(0).best == row.suggestion);
    CHECK(out.groups.at(0).suggested.has_value() == row.suggestion.has_value());
  }
}

TEST_CASE("breaker_tune: of equals the calmer one comes first", "[simulate]") {
  // Nothing but failures from the tenth call on: all rates up to 50% open with the same call.
  BreakerTuneSettings settings = settings_of(
      {.failure_rates = {{300'000}, {400'000}}, .windows = {seconds(10), seconds(20)}}, 10);
  settings.common.open_for = seconds(60);
  const BreakerTune out = tune(calls("sssssffffffffffffff"), settings);
  CHECK(out.points[0].score == out.points[1].score);
  CHECK(out.ranked == std::vector<size_t>{3, 2, 1, 0});
  CHECK(out.suggestion == 3);
}

TEST_CASE("breaker_tune: what is stopped tells what it has", "[simulate]") {
  const BreakerTune out = tune(calls("ffffff"), settings_of({.in_a_row = {2}}), {},
                               [](const Progress&) { return false; });
  CHECK(out.partial);
  CHECK(out.totals.calls == 3);
  CHECK(out.points[0].result.counts.shed == 1);
}

TEST_CASE("breaker_tune: a whole log in one breaker is said to be one", "[simulate]") {
  BreakerTuneSettings settings = settings_of({.in_a_row = {2}});
  const auto says_one = [](const BreakerTune& out) {
    return std::ranges::count(out.results.caveats, "one-breaker", &Caveat::code) == 1;
  };
  CHECK(says_one(tune(calls("ffff"), settings)));
  CHECK_FALSE(says_one(tune({}, settings)));
  settings.rule.group = *parse_text_pattern("/{1}");
  CHECK_FALSE(says_one(tune(calls("ffff"), settings)));
}

TEST_CASE("breaker_tune: nothing is suggested without requests", "[simulate]") {
  const BreakerTune out = tune({}, settings_of(wide_grid()));
  CHECK(out.totals.calls == 0);
  CHECK_FALSE(out.suggestion);
  CHECK(out.groups.empty());
  CHECK(out.points.size() == out.grid.size());
}

TEST_CASE("breaker_tune: a page has the course that a replay has", "[simulate]") {
  const std::vector<Line> lines = outage_lines(5);
  BreakerTuneSettings settings = settings_of({{Ratio{300'000}}, {seconds(3)}, {2, 5}});
  settings.rule.group = *parse_text_pattern("{path}");
  CHECK(tune(lines, settings).groups.front().courses.empty());
  settings.course = true;
  const BreakerTune out = tune(lines, settings);
  const std::vector<BreakerCandidate> candidates = candidates_of(settings.grid, settings.common);
  uint64_t changes = 0;
  for (const BreakerTuneGroup& group : out.groups) {
    uint64_t calls = 0;
    uint64_t failures = 0;
    for (const BreakerPoint& point : group.series.points) {
      calls += point.calls;
      failures += point.failures;
    }
    CHECK(calls == group.calls.calls);
    CHECK(failures == group.calls.failures);
    REQUIRE(group.courses.size() == candidates.size());
    for (size_t i = 0; i < candidates.size(); ++i) {
      CAPTURE(group.group, i);
      const BreakerReplay replayed = replay(lines, candidates[i], settings);
      const auto same = std::ranges::find(replayed.groups, group.group, &BreakerGroup::group);
      REQUIRE(same != replayed.groups.end());
      const CandidateCourse& course = group.courses[i];
      CHECK(course.total == same->changes_total);
      REQUIRE(course.changes.size() == same->changes.size());
      for (size_t k = 0; k < course.changes.size(); ++k) {
        CHECK(course.changes[k].at == same->changes[k].at);
        CHECK(course.changes[k].to == same->changes[k].to);
      }
      changes += course.total;
    }
  }
  CHECK(changes > 20);
}

}  // namespace
}  // namespace gw::simulate
