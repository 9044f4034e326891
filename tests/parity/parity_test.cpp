// What the client saw, what was recorded and what the simulator says of the record are one.
#include <map>
#include <set>
#include <string>

#include "parity/configs.hpp"
#include "parity/live_run.hpp"
#include "parity/replayed_trails.hpp"
#include "parity/simulated.hpp"
#include "support/catch.hpp"
#include "traffic/recording_reader.hpp"

using namespace gw;
using namespace gw::testing;

namespace {

struct Recorded {
  std::map<uint64_t, traffic::RecordedRequest> requests;  // by n
  std::map<std::string, uint64_t> reasons;
  size_t plans = 0;
  bool has_gap = false;
  bool is_closed = false;
};

Recorded read(const std::string& path) {
  Recorded recorded;
  auto reader = traffic::RecordingReader::open(path);
  REQUIRE(reader);
  for (auto item = reader->next(); item && *item; item = reader->next()) {
    if (const auto* request = std::get_if<traffic::RecordedRequest>(&**item)) {
      ++recorded.reasons[request->verdict.reason];
      recorded.requests[number_of(request->target)] = *request;
    }
    recorded.plans += std::holds_alternative<traffic::RecordedPlan>(**item) ? 1 : 0;
    recorded.has_gap |= std::holds_alternative<traffic::RecordedGap>(**item);
    recorded.is_closed |= std::holds_alternative<traffic::RecordedClose>(**item);
  }
  return recorded;
}

// Requests whose client stayed to see an answer.
void check_clients(const LiveRun& run, const Recorded& recorded) {
  size_t compared = 0;
  for (const auto& [number, seen] : run.seen) {
    if (seen.status == 0) continue;
    const auto found = recorded.requests.find(number);
    INFO("n=" << number);
    REQUIRE(found != recorded.requests.end());
    const traffic::RecordedVerdict& verdict = found->second.verdict;
    REQUIRE(verdict.status == seen.status);
    REQUIRE(verdict.retry_after_s == seen.retry_after);
    ++compared;
  }
  CHECK(compared > run.seen.size() * 9 / 10);
}

// Each policy that a request met, with its numbers, is met again.
void check_trails(const LiveRun& run) {
  const std::map<uint64_t, std::string> replayed = replayed_trails(run.recording);
  size_t compared = 0;
  size_t limits = 0;
  for (const auto& [number, seen] : run.seen) {
    const auto live = run.trails.find(number);
    if (live == run.trails.end()) continue;  // its client was gone before it was read
    const auto found = replayed.find(number);
    INFO("n=" << number);
    REQUIRE(found != replayed.end());
    REQUIRE(live->second == found->second);
    ++compared;
    limits += live->second.find(" limit ") != std::string::npos ? 1 : 0;
  }
  CHECK(compared > run.seen.size() * 9 / 10);
  CHECK(limits > compared / 2);
}

}  // namespace

TEST_CASE("parity: client, record and replay agree on every request", "[parity]") {
  const TempDirectory directory;
  const LiveRun run =
      run_live(directory, "run", parity_config(40),
               {.clients = 8,
                .requests_each = 1400,
                .reloads = {parity_config(60), "gateway: [broken", parity_config(30)},
                .tells_trails = true});
  INFO(run.err.substr(0, 4000));
  REQUIRE(run.exit_code == 0);
  REQUIRE(run.seen.size() >= 10'000);
  const Recorded recorded = read(run.recording);
  CHECK_FALSE(recorded.has_gap);
  CHECK(recorded.is_closed);
  CHECK(recorded.plans == 3);
  CHECK(run.err.find("broken") != std::string::npos);
  for (const char* reason :
       {"proxied", "mocked", "no-route", "method-not-allowed", "unauthenticated", "rate-limited",
        "concurrency-limited", "queue-full", "queue-too-slow", "breaker-open", "upstream-broken",
        "upstream-timeout", "client-gone"}) {
    INFO(reason);
    CHECK(recorded.reasons.contains(reason));
  }
  check_clients(run, recorded);
  check_trails(run);
  const testing::Finished replayed =
      testing::run(directory.path(), {GW_BINARY, "simulate", "--replay", run.recording});
  INFO(replayed.out << replayed.err);
  CHECK(replayed.code == 0);
}

// Sanitizers make everything several times slower, and with it how far a clock that is read later
// than the event lies off. What differs because of that grows; that it is explained does not.
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
constexpr uint64_t kSlowdown = 4;
#else
constexpr uint64_t kSlowdown = 1;
#endif

// Paced, so that a client's next request does not depend on the last answer: what the log of one
// run tells then is what the clients of another would do.
TEST_CASE("parity: without its steps, and under another configuration, a record predicts",
          "[parity]") {
  const TempDirectory directory;
  const Traffic traffic{.clients = 8, .requests_each = 1300, .pace_us = 8000};
  const LiveRun a = run_live(directory, "a", parity_config(40), traffic);
  REQUIRE(a.exit_code == 0);

  const testing::Finished arrivals = testing::run(
      directory.path(),
      {GW_BINARY, "simulate", "--replay", a.recording, "--without-steps", "--format", "json"});
  INFO(arrivals.out.substr(0, 4000) << arrivals.err);
  CHECK(arrivals.code == 0);
  const ArrivalsReplay replay = read_arrivals_replay(arrivals.out);
  CHECK(replay.compared >= 10'000);
  CHECK(replay.unexplained == 0);
  // Few: a breaker that opens one outcome earlier takes all requests of its 150 ms along, several
  // times in a run on a machine that is busy with other things.
  CHECK(replay.differing * 50 < replay.compared * kSlowdown);

  const LiveRun b = run_live(directory, "b", parity_config(10), traffic);
  REQUIRE(b.exit_code == 0);
  const testing::Finished predicted =
      testing::run(directory.path(), {GW_BINARY, "simulate", directory.path() + "/b.yaml",
                                      "--traffic", a.recording, "--format", "json"});
  INFO(predicted.out.substr(0, 3000) << predicted.err);
  REQUIRE(predicted.code == 0);
  const std::map<int, Predicted> statuses = read_prediction(predicted.out);
  std::map<int, uint64_t> live;
  for (const auto& [number, request] : read(b.recording).requests) ++live[request.verdict.status];
  const uint64_t one_percent = b.seen.size() * kSlowdown / 100;
  for (const auto& [status, requests] : live) {
    const auto found = statuses.find(status);
    const Predicted expected = found == statuses.end() ? Predicted{} : found->second;
    const uint64_t apart =
        requests > expected.requests ? requests - expected.requests : expected.requests - requests;
    INFO("status " << status << ": live " << requests << ", predicted " << expected.requests
                   << ", bound " << expected.bound);
    CHECK(apart <= expected.bound + one_percent);
  }
}
