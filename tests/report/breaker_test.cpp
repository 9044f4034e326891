// The whole reports of made-up breakers, in both forms, against testdata/report.
#include <nlohmann/json.hpp>

#include "base/file.hpp"
#include "report/breaker_replay.hpp"
#include "report/breaker_tune.hpp"
#include "support/catch.hpp"

namespace gw::report {

namespace {

using policy::BreakerState;
using simulate::BreakerReplay;
using simulate::BreakerTune;

constexpr WallTime kStart{1'795'161'600'000'000'000};  // 2026-11-20T08:00:00Z

WallTime at(int64_t second) {
  return kStart + seconds(second);
}

std::string golden(const std::string& name) {
  return read_file(std::string(GW_SOURCE_DIR) + "/testdata/report/" + name, 1 << 20).value();
}

void add_log(simulate::Results& results, uint64_t calls) {
  results.first = at(0);
  results.last = at(5400);
  results.totals.requests = calls;
  simulate::Reading::Source& source = results.reading.sources.emplace_back();
  source.name = "access.log";
  source.format = "combined";
  source.lines = source.records = calls;
  results.reading.records = calls;
  results.reading.statuses = {{200, calls - 100}, {503, 100}};
  results.caveats = {{"no-durations", calls, calls, "requests have no duration in the log"}};
}

// One that opens again and again.
simulate::BreakerGroup worst_group() {
  simulate::BreakerGroup group;
  group.group = "/stock\x1b[2J";
  group.counts = {600, 90, 70, 12, 58, 8, 2, seconds(240), milliseconds(1500)};
  group.longest = seconds(185);
  group.detections = {2, seconds(15), seconds(9)};
  group.changes_total = 17;
  for (int64_t i = 0; i < 16; ++i) {
    const BreakerState to = i % 2 == 0 ? BreakerState::kOpen : BreakerState::kHalfOpen;
    group.changes.push_back({at(600 + 30 * i), to});
  }
  group.changes.push_back({at(1080), BreakerState::kClosed});
  group.series.start = kStart;
  group.series.width = seconds(600);
  for (const uint64_t failures : {0U, 60U, 5U, 0U, 0U, 25U}) {
    group.series.points.push_back({100, failures, failures / 2});
  }
  return group;
}

BreakerReplay replay() {
  BreakerReplay out;
  out.breaker = "failure-rate 50%, window 1m, minimum-calls 20, failures 500-599";
  out.reach = {seconds(60), 20, seconds(60)};
  add_log(out.results, 1000);
  out.groups.push_back(worst_group());
  simulate::BreakerGroup& still_open = out.groups.emplace_back();
  still_open.group = "/orders";
  still_open.counts = {380, 10, 3, 0, 3, 1, 0, seconds(12), {}};
  still_open.longest = seconds(12);
  still_open.at_end = BreakerState::kOpen;
  still_open.changes = {{at(5388), BreakerState::kOpen}};
  still_open.changes_total = 1;
  for (const char* name : {"/about", "/terms"}) {
    simulate::BreakerGroup& quiet = out.groups.emplace_back();
    quiet.group = name;
    quiet.counts.calls = 10;
    quiet.most_calls = 1;
  }
  out.never_open = 2;
  out.top = 3;
  for (const simulate::BreakerGroup& group : out.groups) out.totals += group.counts;
  return out;
}

// A grid of two rates and two windows, and two in a row.
BreakerTune tune() {
  BreakerTune out;
  out.grid = {{{200'000}, {505'000}}, {seconds(10), seconds(90)}, {3, 1000}};
  out.common.window_kind = policy::BreakerWindow::kTime;
  out.common.minimum_calls = 20;
  out.failures = *simulate::parse_statuses("500-599");
  out.failures_text = "500-599";
  out.group_by = "/{1}";
  out.lose_at_most = Ratio{5'000};
  out.lost_weighs = 2;
  out.totals = {1000, 100, 895, 3};
  add_log(out.results, 1000);
  const simulate::CandidateResult results[] = {
      {{1000, 100, 120, 30, 90, 9, 3, seconds(300), seconds(2)}, seconds(200), {}, 3},
      {{1000, 100, 72, 2, 70, 4, 0, seconds(120), seconds(1)}, seconds(70), {}, 3},
      {{1000, 100, 40, 10, 30, 4, 1, seconds(60), seconds(1)}, seconds(30), {}, 2},
      {{1000, 100, 72, 2, 70, 4, 0, seconds(120), seconds(1)}, seconds(70), {}, 3},
      {{1000, 100, 45, 1, 43, 2, 0, seconds(60), seconds(1)}, seconds(33), {}, 1},
      {{1000, 100, 0, 0, 0, 0, 0, {}, {}}, {}, {}, 0}};
  for (const simulate::CandidateResult& result : results) {
    const size_t candidate = out.points.size();
    const auto lost = static_cast<int64_t>(result.counts.lost_successes);
    out.points.push_back({candidate, result,
                          static_cast<int64_t>(result.counts.failures_avoided) - 2 * lost,
                          lost <= 4});
    out.points.back().result.detections = {result.counts.opened, seconds(10) * lost, seconds(lost)};
  }
  out.points.back().result.detections = {};
  out.ranked = {3, 1, 4, 5, 0, 2};
  out.suggestion = 3;
  out.top = 2;
  simulate::CandidateResult stock = results[3];
  stock.outages_met = 2;
  out.groups = {{"/stock\x1b[2J", {600, 90, 507, 2}, stock, 1},
                {"/orders", {380, 10, 368, 1}, results[5], 4},
                {"/about", {20, 0, 20, 0}, simulate::CandidateResult{}, {}}};
  return out;
}

}  // namespace

TEST_CASE("breaker: the whole reports of a replay", "[report]") {
  CHECK(breaker_replay_text(replay(), {}) == golden("breaker_replay.txt"));
  CHECK(breaker_replay_json(replay()) == golden("breaker_replay.json"));
}

TEST_CASE("breaker: one breaker for the log, and a part of a log", "[report]") {
  BreakerReplay one = replay();
  one.partial = true;
  one.groups.resize(1);
  one.groups[0].group = "";
  one.groups[0].changes.resize(2);
  one.groups[0].changes_total = 2;
  one.totals = one.groups[0].counts;
  one.never_open = 0;
  const std::string text = breaker_replay_text(one, {});
  CHECK(
      text.starts_with("600 calls over 1h30m: opened 8 times, 70 (11.7%) shed; of these 12 had\n"
                       "succeeded, 58 had failed; partial: stopped before the end of the log.\n"));
  CHECK(text.find("\nThe breaker\n  calls  failed  ") != std::string::npos);
  CHECK(text.find("\nFailure rate (one column is ") != std::string::npos);
  CHECK(text.find("\nChanges\n  08:10:00  open\n  08:10:30  half-open\n\n") != std::string::npos);
  CHECK(text.find("Can never trip") == std::string::npos);
}

TEST_CASE("breaker: both readings of whole seconds are told when they differ", "[report]") {
  BreakerReplay both = replay();
  both.totals.opened = 8;
  both.totals.shed = 1'000;
  both.clumped = both.totals;
  both.clumped->shed = 1'010;
  CHECK(breaker_replay_bounds(both).empty());
  CHECK(breaker_replay_text(both, {}).find("Between") == std::string::npos);
  both.clumped->shed = 1'011;
  CHECK(breaker_replay_text(both, {}).find(
            "\nBetween\n"
            "  the log has whole seconds: opened 8 times and 1,000 shed with the calls of a\n"
            "  second spread over it, 8 times and 1,011 with all of them at its beginning.\n\n"
            "Groups\n") != std::string::npos);
  CHECK(breaker_replay_html(both).find("<p>Between: the log has whole seconds: opened 8 times") !=
        std::string::npos);
  const auto json = nlohmann::json::parse(breaker_replay_json(both));
  CHECK(json.at("clumped").at("shed") == 1'011);
  CHECK(json.at("clumped").at("opened") == 8);
}

TEST_CASE("breaker: a reason that holds for all groups is said once", "[report]") {
  BreakerReplay never = replay();
  never.reach.never = "the only host is more than the 10% of them that max-ejected lets go";
  never.never_open = never.groups.size();
  CHECK(breaker_replay_text(never, {}).find(
            "\nCan never trip\n"
            "  the only host is more than the 10% of them that max-ejected lets go\n\n") !=
        std::string::npos);
  CHECK(breaker_replay_html(never).find("lets go</li>\n</ul>\n</section>") != std::string::npos);
  const auto json = nlohmann::json::parse(breaker_replay_json(never));
  CHECK(json.at("can_never_trip") == never.groups.size());
  CHECK(json.at("never_trips_because") == never.reach.never);
  for (const auto& group : json.at("groups")) CHECK(group.at("can_never_trip") == true);
}

TEST_CASE("breaker: the whole reports of tuning", "[report]") {
  CHECK(breaker_tune_text(tune(), Product::kGw, {}) == golden("breaker_tune.txt"));
  CHECK(breaker_tune_json(tune(), Product::kGw) == golden("breaker_tune.json"));
}

TEST_CASE("breaker: where nothing is worth suggesting the least dear one is named", "[report]") {
  BreakerTune none = tune();
  none.suggestion.reset();
  for (simulate::BreakerTuneGroup& group : none.groups) group.suggested.reset();
  none.lose_at_most = Ratio{0};
  for (simulate::BreakerTunePoint& point : none.points) {
    point.within = point.result.counts.lost_successes == 0;
  }
  none.ranked = {5, 3, 1, 4, 0, 2};
  const std::string text = breaker_tune_text(none, Product::kGw, {});
  CHECK(text.starts_with(
      "1,000 calls in 3 groups over 1h30m, 100 (10.0%) failed, 3 outages: no candidate\n"
      "spares more than it loses within 0% of the successes; 50.5% over 1m30s spares 70\n"
      "(70.0%) of them and loses 2 (0.2%) of 895 that succeeded.\n"));
  CHECK(text.find("To paste") == std::string::npos);
  CHECK(breaker_lines(none, Product::kGw).empty());
  for (simulate::BreakerTunePoint& point : none.points) point.result.counts.opened = 0;
  CHECK(
      breaker_tune_text(none, Product::kGw, {})
          .find("\nFailure rates\n"
                "  no candidate ever opens: no window holds 20 calls with so many failures in one\n"
                "  group\n") != std::string::npos);
}

TEST_CASE("breaker: a better one that loses too much is named beside the suggested one",
          "[report]") {
  BreakerTune other = tune();
  other.points[0].score = 67;
  other.points[3].result.outages_met = 2;
  CHECK(breaker_tune_text(other, Product::kGw, {})
            .starts_with(
                "1,000 calls in 3 groups over 1h30m, 100 (10.0%) failed, 3 outages: 50.5% over\n"
                "1m30s spares 70 (70.0%) of them and loses 2 (0.2%) of 895 that succeeded, and\n"
                "misses 1 outage; losing 3.4%, 20% over 10s would spare 90 (90.0%).\n"));
}

TEST_CASE("breaker: the suggestion for Envoy, which ejects hosts", "[report]") {
  BreakerTune rate = tune();
  const std::string hosts =
      "# Envoy ejects each host of a cluster by its own calls, where the suggestion\n"
      "# opens one breaker for all; an ejected host comes back at the end of an\n"
      "# interval, without a probe. All hosts may be ejected, where Envoy's default\n"
      "# is 10% of them: 'gw replay breaker --like envoy-outlier' takes that as\n"
      "# --max-ejected 100%.\n";
  CHECK(breaker_lines(rate, Product::kEnvoy) ==
        hosts +
            "# It looks at the end of each interval at the calls in it, where the\n"
            "# suggestion looks after each call at those of the last 1m30s.\n"
            "# A whole percent, where the suggestion is 50.5%.\n"
            "outlier_detection:\n"
            "  interval: 90s\n"
            "  failure_percentage_threshold: 51\n"
            "  failure_percentage_request_volume: 20\n"
            "  failure_percentage_minimum_hosts: 1\n"
            "  enforcing_failure_percentage: 100\n"
            "  enforcing_consecutive_5xx: 0\n"
            "  enforcing_success_rate: 0\n"
            "  base_ejection_time: 30s\n"
            "  max_ejection_time: 30s\n"
            "  max_ejection_percent: 100\n");
  rate.suggestion = 4;
  rate.failures = *simulate::parse_statuses("502,504");
  rate.failures_text = "502,504";
  rate.common.open_for = milliseconds(1500);
  CHECK(breaker_lines(rate, Product::kEnvoy) ==
        hosts +
            "# It counts answers of 500 to 599 as failures, the suggestion those of\n"
            "# 502,504.\n"
            "outlier_detection:\n"
            "  consecutive_5xx: 3\n"
            "  enforcing_consecutive_5xx: 100\n"
            "  interval: 1s\n"
            "  enforcing_success_rate: 0\n"
            "  base_ejection_time: 1.5s\n"
            "  max_ejection_time: 1.5s\n"
            "  max_ejection_percent: 100\n");
}

TEST_CASE("breaker: colour changes nothing but colour", "[report]") {
  for (std::string text : {breaker_replay_text(replay(), {.color = true}),
                           breaker_tune_text(tune(), Product::kGw, {.color = true})}) {
    const bool tuned = text.find("To paste") != std::string::npos;
    REQUIRE(text.find('\x1b') != std::string::npos);
    for (size_t at = text.find('\x1b'); at != std::string::npos; at = text.find('\x1b')) {
      text.erase(at, text.find('m', at) - at + 1);
    }
    CHECK(text == golden(tuned ? "breaker_tune.txt" : "breaker_replay.txt"));
  }
}

}  // namespace gw::report
