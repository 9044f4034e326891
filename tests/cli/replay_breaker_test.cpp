#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include "cli/command_line.hpp"

namespace gw::testing {

TEST_CASE("replay breaker: what is wrong on the command line is said", "[cli]") {
  const CommandLine gw;
  struct Row {
    const char* words;
    const char* says;
  };
  const Row rows[] = {
      {"", "no LOG given"},
      {"x.log", "no --failure-rate given, such as --failure-rate 50%"},
      {"x.log --failure-rate 0%", "--failure-rate is a share above 0% and at most 100%"},
      {"x.log --failure-rate 50", "such as 50%, not '50'"},
      {"x.log --failure-rate 50% --window 0s", "--window is a time of 1ms to 1d"},
      {"x.log --failure-rate 50% --window 2d", "--window is a time of 1ms to 1d"},
      {"x.log --failure-rate 50% --open-for x", "such as 500ms or 30s, not 'x'"},
      {"x.log --failure-rate 50% --half-open 0",
       "--half-open: expected a whole number 1..100000, found '0'"},
      {"x.log --failure-rate 50% --minimum-calls -1", "--minimum-calls: expected a whole number"},
      {"x.log --failure-rate 50% --window 1s --calls 9", "--window does not go with --calls"},
      {"x.log --failure-rate 50% --slow-after 1s", "--slow-after goes with --slow-rate"},
      {"x.log --failure-rate 50% --timeout 1s", "--timeout goes with --like alone"},
      {"x.log --consecutive 5 --hosts 3", "--hosts goes with --like alone"},
      {"x.log --consecutive 5 --max-ejected 50%", "--max-ejected goes with --like alone"},
      {"x.log --like polly --max-ejected 50%", "polly takes no max-ejected; it takes failure-rate"},
      {"x.log --like envoy-outlier --max-ejected 12.5%",
       "Envoy's max_ejection_percent is a whole percentage, not 12.5%"},
      {"x.log --like resiliense4j", "did you mean 'resilience4j'?"},
      {"x.log --like what", "is no breaker that gw knows: consecutive, gobreaker"},
      {"x.log --like polly --half-open 2", "polly takes no half-open; it takes failure-rate"},
      {"x.log --like traefik --slow-after 1s",
       "--like traefik: Traefik's LatencyAtQuantileMS takes slow-after and slow-rate together"},
      {"x.log --like resilience4j --window 1500ms", "window is in whole seconds, not 1s500ms"},
      {"x.log --consecutive 5 --failures 5xx", "--failures: '5xx' is no status 100..599"},
      {"x.log --consecutive 5 --failures 504-502", "--failures: '504-502' ends before it begins"},
      {"x.log --consecutive 5 --group-by '/{a}'", "--group-by: 'a' is no field of a request"},
      {"missing.log --consecutive 5", "missing.log"},
      {"x.log --consecutive 5 --fail-if 'shed > 1'", "--fail-if"},
  };
  for (const Row& row : rows) {
    CAPTURE(row.words);
    const Finished done = gw(std::string("gw replay breaker ") + row.words);
    CHECK(done.code == 2);
    CHECK(done.out.empty());
    CHECK(done.err.find(row.says) != std::string::npos);
  }
  CHECK(gw("gw replay --help").out.find("\n  replay breaker  ") != std::string::npos);
}

// An outage of /a from second 10 on, a call a second each.
std::string outage() {
  std::string log;
  for (int second = 0; second < 40; ++second) {
    for (const char path : {'a', 'b'}) {
      log += R"({"time":"2026-11-20T12:00:)" + std::string(second < 10 ? "0" : "") +
             std::to_string(second) + R"(.000Z","method":"GET","path":"/)" + path +
             R"(/x","status":)" + (path == 'a' && second >= 10 && second < 30 ? "503" : "200") +
             R"(,"client":"192.0.2.1"})"
             "\n";
    }
  }
  return log;
}

TEST_CASE("replay breaker: the report as text", "[cli]") {
  const CommandLine gw;
  gw.file("outage.jsonl", outage());
  const Finished done =
      gw("gw replay breaker --consecutive 5 --open-for 10s --group-by '/{1}' {dir}/outage.jsonl");
  CHECK(done.code == 0);
  CHECK(done.err.empty());
  const std::string report = done.out.substr(0, done.out.find("\nRead\n") + 1);
  CHECK(report == R"(80 calls in 2 groups over 39s: opened 2 times, 18 (22.5%) shed; of these 4 had
succeeded, 14 had failed.
consecutive 5, open-for 10s, failures 500-599, 2026-11-20 12:00:00 to 12:00:39
UTC

Groups
  group  calls  failed  opened  open  longest  after  shed  lost  spared
  /a        40   50.0%       2   20s      20s     4s    18     4      14
  /b        40    0.0%       0
  longest: until closed again; after: from the first of a run of failures to
  opening, the mean; lost: shed, and successes in the log; spared: shed, and
  failures in the log; flaps: opened within 10s of closing

Failure rate (/a, one column is 1s, the largest on the right)
  failed             ████████████████████            100.0% at 12:00:10
  breaker  ──────────────█████████████████████─────  █ open ▒ half-open

Changes (/a)
  12:00:14  open
  12:00:24  half-open
  12:00:24  open
  12:00:34  half-open
  12:00:34  closed

What the log cannot tell
  - calls are shed, and what they would have been is taken from the log: with
    less load the service may have fared better, and their clients may have come
    back (18 of 80)
  - requests have no duration in the log and end at once: whether they were
    slow, or still running when the breaker changed, cannot be judged (80 of 80)

)");
}

TEST_CASE("replay breaker: that Envoy ejects none of few hosts is said", "[cli]") {
  const CommandLine gw;
  gw.file("outage.jsonl", outage());
  const std::string command = "gw replay breaker --like envoy-outlier {dir}/outage.jsonl ";
  CHECK(
      gw(command + "--hosts 4")
          .out.find("\nCan never trip\n"
                    "  one of 4 hosts is more than the 10% of them that max-ejected lets go\n\n") !=
      std::string::npos);
  CHECK(gw(command).out.find("  the only host is more than the 10% ") != std::string::npos);
  for (const char* words : {"--hosts 4 --max-ejected 25%", "--max-ejected 100%", "--hosts 10"}) {
    CAPTURE(words);
    CHECK(gw(command + words).out.find("Can never trip") == std::string::npos);
  }
  CHECK(gw(command + "--max-ejected 100% --group-by '/{1}'").out.find(": opened 1 time, ") !=
        std::string::npos);
}

TEST_CASE("replay breaker: the report as JSON, by any number of threads", "[cli]") {
  const CommandLine gw;
  gw.file("outage.jsonl", outage());
  const std::string command =
      "gw replay breaker --failure-rate 50% --window 20s --minimum-calls 30 --format json "
      "--group-by '/{1}' ";
  const Finished one = gw(command + "--threads 1 {dir}/outage.jsonl");
  REQUIRE(one.code == 0);
  CHECK(one.out == gw(command + "--threads 3 {dir}/outage.jsonl").out);
  const auto json = nlohmann::json::parse(one.out);
  CHECK(json.at("breaker") == "failure-rate 50%, window 20s, minimum-calls 30, failures 500-599");
  CHECK(json.at("can_never_trip") == 2);
  CHECK(json.at("minimum_calls") == 30);
  CHECK(json.at("window_ns") == 20'000'000'000);
  CHECK(json.at("groups").at(0).at("group") == "/a");
  CHECK(json.at("groups").at(0).at("most_calls") == 20);
  CHECK(json.at("groups").at(0).at("failures") == 20);
}

}  // namespace gw::testing
