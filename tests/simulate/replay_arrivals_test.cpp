#include <map>
#include <string>

#include "simulate/noisy_gateway.hpp"
#include "simulate/replay.hpp"
#include "support/catch.hpp"

using namespace gw;
using namespace gw::simulate;
using namespace gw::testing;

namespace {

std::string describe(const Difference& one) {
  return one.target + " " + one.recorded.reason + " " + std::to_string(one.recorded.status) +
         " -> " + one.replayed.reason + " " + std::to_string(one.replayed.status) + " " +
         std::string(name(one.cause));
}

}  // namespace

TEST_CASE("replay_steps: everything at once comes out the same", "[simulate]") {
  std::map<std::string, int> reasons;
  for (uint64_t seed = 1; seed <= 5; ++seed) {
    INFO("seed " << seed);
    const RecordingLog log = run_noisy_gateway(seed, 2000);
    for (const auto& request : log.requests) ++reasons[request.verdict.reason];
    const ReplayReport report = replay_steps(log, compile_noisy, {}).value();
    CHECK(report.is_exact());
    CHECK(report.plans == 2);
  }
  for (const char* reason : {"proxied", "rate-limited", "queue-full", "concurrency-limited",
                             "breaker-open", "upstream-timeout", "client-gone"}) {
    INFO(reason);
    CHECK(reasons[reason] > 0);
  }
}

TEST_CASE("replay_arrivals: verdicts agree but for a few within slack", "[simulate]") {
  uint64_t differing = 0;
  for (uint64_t seed = 1; seed <= 5; ++seed) {
    const RecordingLog log = run_noisy_gateway(seed, 2000);
    const ReplayReport report = replay_arrivals(log, compile_noisy, {}).value();
    CHECK(report.compared == 2000);
    for (const Difference& one : report.differences) {
      INFO("seed " << seed << ": " << describe(one));
      CHECK(one.cause != SlackCause::kUnexplained);
    }
    CHECK(report.explained == report.differing);
    differing += report.differing;
  }
  CHECK(differing < 5 * 2000 / 20);
}

TEST_CASE("replay_arrivals: what no clock explains is told apart", "[simulate]") {
  RecordingLog log = run_noisy_gateway(1, 500);
  size_t changed = 0;
  for (; log.requests[changed].verdict.reason != "proxied"; ++changed) continue;
  log.requests[changed].verdict.status = 418;
  const ReplayReport report = replay_arrivals(log, compile_noisy, {}).value();
  REQUIRE(report.differing == report.explained + 1);
  bool found = false;
  for (const Difference& one : report.differences) {
    if (one.ticket != log.requests[changed].ticket) continue;
    found = true;
    CHECK(one.cause == SlackCause::kUnexplained);
    CHECK(one.recorded.status == 418);
  }
  CHECK(found);
}

TEST_CASE("replay_arrivals: nothing is promised behind a gap", "[simulate]") {
  RecordingLog log = run_noisy_gateway(1, 100);
  log.gap = traffic::RecordedGap{"disk full", log.requests[50].steps.front().seq};
  const ReplayReport report = replay_arrivals(log, compile_noisy, {}).value();
  REQUIRE(report.gap.has_value());
  CHECK(report.gap->reason == "disk full");
  CHECK(report.compared + report.after_gap == 100);
  CHECK(report.after_gap >= 50);
  CHECK(report.compared > 0);
}

TEST_CASE("replay_steps: steps that no gateway takes are a gap, not a crash", "[simulate]") {
  struct Row {
    const char* reason;
    void (*damage)(RecordingLog&);
  };
  const Row rows[] = {
      {"a request arrives out of turn", [](RecordingLog& log) { log.requests[3].plan = 9; }},
      {"a configuration takes effect out of turn", [](RecordingLog& log) { log.plans[1].id = 1; }},
      {"time runs backwards", [](RecordingLog& log) { log.requests[3].steps[0].now.mono = {1}; }},
      {"a request goes on that did not arrive",
       [](RecordingLog& log) { log.requests[3].steps[0].event = traffic::StepEvent::kFinished; }},
      {"two steps have the same number",
       [](RecordingLog& log) { log.requests[3].steps[0].seq = log.requests[2].steps[0].seq; }},
  };
  for (const Row& row : rows) {
    RecordingLog log = run_noisy_gateway(1, 50);
    row.damage(log);
    const ReplayReport report = replay_steps(log, compile_noisy, {}).value();
    REQUIRE(report.gap.has_value());
    CHECK(report.gap->reason == row.reason);
    CHECK(report.differing == 0);
  }
}
