// The tables of made-up results, whole.
#include "report/csv.hpp"

#include "support/catch.hpp"

namespace gw::report {

namespace {

constexpr WallTime kStart{1'795'161'600'000'000'000};  // 2026-11-20T08:00:00Z

simulate::Series series() {
  simulate::Series series{kStart, seconds(5), std::vector<simulate::SeriesPoint>(2)};
  series.points[0].groups.of = {40, 3, 2, 1};
  series.points[1].groups.of = {7, 0, 0, 0};
  series.points[1].delayed = 4;
  return series;
}

TEST_CASE("csv: a simulation is a row a step of time", "[report]") {
  simulate::Results results;
  results.series = series();
  CHECK(simulation_csv(results) ==
        "start,width_ns,answered,failed,rejected,unrouted,delayed\r\n"
        "2026-11-20T08:00:00.000000000Z,5000000000,40,3,2,1,0\r\n"
        "2026-11-20T08:00:05.000000000Z,5000000000,7,0,0,0,4\r\n");
}

TEST_CASE("csv: what was stopped has a column that says so", "[report]") {
  simulate::Results results;
  results.series = series();
  results.partial = true;
  CHECK(simulation_csv(results) ==
        "start,width_ns,answered,failed,rejected,unrouted,delayed,partial\r\n"
        "2026-11-20T08:00:00.000000000Z,5000000000,40,3,2,1,0,1\r\n"
        "2026-11-20T08:00:05.000000000Z,5000000000,7,0,0,0,4,1\r\n");
  simulate::LimitReplay limit;
  limit.partial = true;
  CHECK(limit_replay_csv(limit) == "start,width_ns,requests,rejected,delayed,partial\r\n");
  simulate::BreakerReplay breaker;
  breaker.partial = true;
  CHECK(breaker_replay_csv(breaker) == "group,start,width_ns,calls,failures,shed,partial\r\n");
  simulate::LimitTune tune;
  tune.partial = true;
  CHECK(limit_tune_csv(tune).ends_with(",busiest,partial\r\n"));
  simulate::BreakerTune breakers;
  breakers.partial = true;
  CHECK(breaker_tune_csv(breakers).ends_with(",outages_missed,partial\r\n"));
}

TEST_CASE("csv: so is a replay at a limit", "[report]") {
  simulate::LimitReplay replay;
  replay.results.series = series();
  CHECK(limit_replay_csv(replay) ==
        "start,width_ns,requests,rejected,delayed\r\n"
        "2026-11-20T08:00:00.000000000Z,5000000000,46,2,0\r\n"
        "2026-11-20T08:00:05.000000000Z,5000000000,7,0,4\r\n");
}

TEST_CASE("csv: names of groups are quoted where they need it, and never control anything",
          "[report]") {
  simulate::BreakerReplay replay;
  for (const char* name : {"/a,b", "say \"hi\"", "/x\r\n\x1b[2J", ""}) {
    simulate::BreakerGroup& group = replay.groups.emplace_back();
    group.group = name;
    group.series = {kStart, seconds(1), {{10, 4, 2}}};
  }
  replay.groups.emplace_back().group = "without a course";
  CHECK(breaker_replay_csv(replay) ==
        "group,start,width_ns,calls,failures,shed\r\n"
        "\"/a,b\",2026-11-20T08:00:00.000000000Z,1000000000,10,4,2\r\n"
        "\"say \"\"hi\"\"\",2026-11-20T08:00:00.000000000Z,1000000000,10,4,2\r\n"
        "/x\\x0d\\x0a\\x1b[2J,2026-11-20T08:00:00.000000000Z,1000000000,10,4,2\r\n"
        ",2026-11-20T08:00:00.000000000Z,1000000000,10,4,2\r\n");
}

TEST_CASE("csv: a limit to try is a row, and what is not there is empty", "[report]") {
  simulate::LimitTune tune;
  tune.per = seconds(60);
  tune.requests = 900;
  tune.curve = {
      {.limit = 1, .rejected = 800, .rejected_successes = 700, .keys = 30, .good_keys = 25},
      {.limit = 2, .rejected = 5, .busiest = 17}};
  CHECK(limit_tune_csv(tune) ==
        "limit,per_ns,requests,rejected,rejected_successes,keys,good_keys,busiest\r\n"
        "1,60000000000,900,800,700,30,25,\r\n"
        "2,60000000000,900,5,0,0,0,17\r\n");
}

TEST_CASE("csv: so is a breaker", "[report]") {
  simulate::BreakerTune tune;
  tune.grid = {{Ratio{500'000}}, {seconds(30)}, {5}};
  tune.totals.outages = 3;
  for (size_t i = 0; i < 2; ++i) tune.points.push_back({.candidate = i});
  tune.points[0].score = -7;
  tune.points[0].within = true;
  simulate::CandidateResult& result = tune.points[1].result;
  result.counts = {.shed = 9, .lost_successes = 8, .failures_avoided = 1, .opened = 4, .flaps = 2};
  result.counts.open = seconds(1);
  result.longest = seconds(2);
  result.outages_met = 2;
  CHECK(breaker_tune_csv(tune) ==
        "failure_rate_ppm,window_ns,consecutive,score,within,opened,flaps,open_ns,half_open_ns,"
        "longest_ns,shed,failures_avoided,lost_successes,outages_met,outages_missed\r\n"
        "500000,30000000000,,-7,1,0,0,0,0,0,0,0,0,0,3\r\n"
        ",,5,0,0,4,2,1000000000,0,2000000000,9,1,8,2,1\r\n");
}

}  // namespace

}  // namespace gw::report
