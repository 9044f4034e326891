#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include "cli/command_line.hpp"
#include "config/load.hpp"

namespace gw::testing {

namespace {

using nlohmann::json;

const std::string kDemo = "--group-by '/{1}' testdata/demo/access.log";

// The breaker of a service with this line in its configuration.
config::Breaker read_breaker(const std::string& line) {
  const config::Loaded loaded =
      config::load("gw.yaml", "services:\n  a:\n    url: http://127.0.0.1:1\n    " + line +
                                  "routes:\n  - {path: /a, upstream_service: a}\n");
  for (const Diagnostic& diagnostic : loaded.diagnostics) UNSCOPED_INFO(diagnostic.message);
  REQUIRE(loaded.diagnostics.empty());
  REQUIRE(loaded.config.services.size() == 1);
  REQUIRE(loaded.config.services[0].breaker);
  return *loaded.config.services[0].breaker;
}

}  // namespace

TEST_CASE("tune breaker: what is wrong on the command line is said", "[cli]") {
  const CommandLine gw;
  struct Row {
    const char* words;
    const char* says;
  };
  const Row rows[] = {
      {"", "no LOG given"},
      {"x.log --failure-rate 50", "--failure-rate has shares above 0% such as 20%,50%, not '50'"},
      {"x.log --failure-rate 0%", "not '0%'"},
      {"x.log --failure-rate 50%,101%", "not '101%'"},
      {"x.log --failure-rate 50%,", "not ''"},
      {"x.log --window 99ms", "--window has times from 100ms to 1d such as 10s,1m, not '99ms'"},
      {"x.log --window 2d", "not '2d'"},
      {"x.log --consecutive 0", "--consecutive has numbers 1..100000 such as 3,5,10, not '0'"},
      {"x.log --consecutive 5..9", "not '5..9'"},
      {"x.log --minimum-calls 0", "--minimum-calls: expected a whole number 1..100000"},
      {"x.log --half-open 1001", "--half-open: expected a whole number 1..1000"},
      {"x.log --open-for 0s", "--open-for is a time of 1ms to 1d such as 500ms or 30s, not '0s'"},
      {"x.log --lose-at-most 2", "--lose-at-most is a share such as 0.1%, not '2'"},
      {"x.log --lost-weighs -1", "--lost-weighs: expected a whole number 0..1000000"},
      {"x.log --outage-rate 0%", "--outage-rate is a share above 0% such as 50%, not '0%'"},
      {"x.log --failures 5xx", "--failures: '5xx' is no status 100..599"},
      {"x.log --group-by '/{a}'", "--group-by: 'a' is no field of a request"},
      {"x.log --consecutive 1 --failure-rate $(seq -s, 1 100 | sed 's/,/%,/g;s/$/%/') --window "
       "1s,2s,3s",
       "are 301 candidates, more than 256"},
      {"missing.log", "missing.log"},
      {"x.log --like polly", "--like"},
  };
  for (const Row& row : rows) {
    CAPTURE(row.words);
    const Finished done = gw(std::string("gw tune breaker ") + row.words);
    CHECK(done.code == 2);
    CHECK(done.out.empty());
    CHECK(done.err.find(row.says) != std::string::npos);
  }
}

TEST_CASE("tune breaker: each candidate is what replay breaker tells", "[cli]") {
  const CommandLine gw;
  const Finished done =
      gw("gw tune breaker --failure-rate 65%,20%,65% --window 1m,2500ms --consecutive 9,2 "
         "--minimum-calls 6 --open-for 7s --half-open 2 --failures 502-504 --format json " +
         kDemo);
  REQUIRE(done.code == 0);
  const json tuned = json::parse(done.out);
  REQUIRE(tuned.at("candidates").size() == 6);
  for (const json& candidate : tuned.at("candidates")) {
    std::string words = "--open-for 7s --half-open 2 --failures 502-504 --format json ";
    if (candidate.at("consecutive").is_null()) {
      words += "--minimum-calls 6 --failure-rate " +
               std::to_string(candidate.at("failure_rate_ppm").get<int>() / 10'000) +
               "% --window " +
               std::to_string(candidate.at("window_ns").get<int64_t>() / 1'000'000) + "ms ";
    } else {
      words += "--consecutive " + std::to_string(candidate.at("consecutive").get<int>()) + " ";
    }
    CAPTURE(words);
    const Finished replayed = gw("gw replay breaker " + words + kDemo);
    REQUIRE(replayed.code == 0);
    const json totals = json::parse(replayed.out).at("totals");
    CHECK(totals.at("calls") == tuned.at("totals").at("calls"));
    for (const char* name : {"shed", "lost_successes", "failures_avoided", "opened", "flaps",
                             "open_ns", "half_open_ns"}) {
      CAPTURE(name);
      CHECK(candidate.at(name) == totals.at(name));
    }
    const json worst = json::parse(replayed.out).at("groups").at(0);
    CHECK(worst.at("group") == "/inventory");
    CHECK(candidate.at("detection") == worst.at("detection"));
    CHECK(candidate.at("longest_ns") == worst.at("longest_ns"));
  }
}

TEST_CASE("tune breaker: the suggestion is a line of a valid configuration", "[cli]") {
  const CommandLine gw;
  const auto suggested = [&](const std::string& words) {
    const Finished done = gw("gw tune breaker --format config " + words + " " + kDemo);
    REQUIRE(done.code == 0);
    return done.out;
  };
  const std::string row = suggested("");
  CHECK(row == "circuit_breaker: {consecutive_failures: 2, open_for: 30s}\n");
  const config::Breaker in_a_row = read_breaker(row);
  CHECK(in_a_row.consecutive_failures == 2U);
  CHECK_FALSE(in_a_row.failure_rate);
  CHECK(in_a_row.failing_statuses == std::vector<config::StatusRange>{{500, 599}});

  const std::string by_rate = suggested(
      "--failure-rate 12.5% --window 90s --consecutive 1000 --minimum-calls 7 --open-for 1500ms "
      "--half-open 3 --failures 502-504,400-499");
  CHECK(by_rate ==
        "circuit_breaker: {failure_rate: 12.5%, window: 1m30s, minimum_calls: 7, open_for: "
        "1s500ms, half_open_probes: 3, failing_statuses: [4xx, 502, 503, 504]}\n");
  const config::Breaker rate = read_breaker(by_rate);
  CHECK(rate.failure_rate == Ratio{125'000});
  CHECK(std::get<Duration>(rate.window) == seconds(90));
  CHECK(rate.minimum_calls == 7);
  CHECK(rate.open_for == milliseconds(1500));
  CHECK(rate.half_open_probes == 3);
  CHECK(rate.failing_statuses ==
        std::vector<config::StatusRange>{{400, 499}, {502, 502}, {503, 503}, {504, 504}});

  CHECK(suggested("--lose-at-most 0%").empty());
}

TEST_CASE("tune breaker: the report does not depend on threads, nor on how the log comes",
          "[cli]") {
  const CommandLine gw;
  const std::string report = gw("gw tune breaker --threads 1 " + kDemo).out;
  CHECK(report == gw("gw tune breaker --threads 3 " + kDemo).out);
  const auto head = [](const std::string& text) { return text.substr(0, text.find("\nRead\n")); };
  for (const char* packed : {"cat", "gzip", "zstd"}) {
    CAPTURE(packed);
    const Finished done = gw(std::string(packed) +
                             " < testdata/demo/access.log | gw tune breaker --group-by '/{1}' -");
    CHECK(done.code == 0);
    CHECK(head(done.out) == head(report));
  }
}

TEST_CASE("tune breaker: a log without failures, and none at all", "[cli]") {
  const CommandLine gw;
  gw.file("empty.log", "");
  const Finished fine = gw("gw tune breaker --only 'status=2*' " + kDemo);
  CHECK(fine.code == 0);
  CHECK(fine.out.starts_with(
      "1,812 calls in 6 groups over 3h11m, 0 (0.0%) failed, 0 outages: nothing to tune\n"
      "a breaker by.\n"));
  CHECK(fine.out.find("Failures spared") == std::string::npos);
  const Finished none = gw("gw tune breaker {dir}/empty.log");
  CHECK(none.code == 0);
  CHECK(none.out.starts_with("No requests.\n"));
  CHECK(gw("gw tune breaker --format config {dir}/empty.log").out.empty());
  CHECK(json::parse(gw("gw tune breaker --format json {dir}/empty.log").out).at("first").is_null());
}

TEST_CASE("tune breaker: Ctrl-C prints the report so far", "[cli]") {
  const CommandLine gw;
  const Finished done =
      gw("mkfifo {dir}/log; gw tune breaker {dir}/log & exec 3> {dir}/log; "
         "cat testdata/demo/access.log >&3; kill -INT $!; exec 3>&-; wait $!");
  CHECK(done.code == 130);
  CHECK(done.out.find("Partial: stopped") != std::string::npos);
}

}  // namespace gw::testing
