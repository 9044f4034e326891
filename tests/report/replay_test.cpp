#include "report/replay.hpp"

#include "support/catch.hpp"

namespace gw::report {

namespace {

constexpr auto kSteps = ReplayedFrom::kSteps;
constexpr auto kArrivals = ReplayedFrom::kArrivals;

simulate::ReplayReport exact() {
  simulate::ReplayReport replay;
  replay.requests = replay.compared = replay.equal = 12000;
  replay.steps = 34567;
  replay.plans = 2;
  replay.recorded_digest = replay.digest = 0xff;
  return replay;
}

simulate::ReplayReport differing() {
  simulate::ReplayReport replay = exact();
  replay.differing = 30;
  replay.equal -= 30;
  replay.recorded_digest = 0xfe;
  replay.differences.resize(2);
  simulate::Difference& first = replay.differences[0];
  first.ticket = 7;
  first.method = "GET";
  first.target = "/users/42/profile";
  first.arrived = parse_rfc3339("2026-11-20T08:00:03.25Z").value();
  first.recorded = {"proxied", 200, 0};
  first.replayed = {"rate-limited", 429, 12};
  replay.differences[1] = first;
  replay.differences[1].replayed = {};
  return replay;
}

}  // namespace

TEST_CASE("replay: equal verdicts are one sentence and the digest", "[report]") {
  REQUIRE(replay_text(exact(), kSteps, {}) ==
          "12,000 requests replayed from 34,567 recorded steps under 2 configurations:\n"
          "every verdict is the one that the client saw.\n"
          "The final state is the same: digest 00000000000000ff.\n");
}

TEST_CASE("replay: differences are listed and counted", "[report]") {
  REQUIRE(replay_text(differing(), kSteps, {}) ==
          "12,000 requests replayed from 34,567 recorded steps under 2 configurations: 30\n"
          "(0.3%) differ from what the client saw.\n"
          "The final state differs: digest 00000000000000fe recorded, 00000000000000ff\n"
          "replayed.\n"
          "\n"
          "Differences\n"
          "  arrived       request                recorded     replayed\n"
          "  08:00:03.250  GET /users/42/profile  200 proxied  429 rate-limited, 12s\n"
          "  08:00:03.250  GET /users/42/profile  200 proxied  not ended\n"
          "  and 28 more differences\n");
}

TEST_CASE("replay: a gap says what was not compared", "[report]") {
  simulate::ReplayReport replay = exact();
  replay.gap = traffic::RecordedGap{"line 9 is damaged", 47};
  replay.after_gap = 3;
  REQUIRE(
      replay_text(replay, kSteps, {})
          .ends_with(
              "The recording has a gap from step 47 on (line 9 is damaged): 3 requests after it\n"
              "and the final state were not compared.\n"));
  replay.gap.reset();
  replay.recorded_digest.reset();
  REQUIRE(
      replay_text(replay, kSteps, {}).ends_with("The recording does not hold the final state.\n"));
}

TEST_CASE("replay: without steps each difference has a cause, and digests do not matter",
          "[report]") {
  simulate::ReplayReport replay = differing();
  replay.explained = 29;
  replay.sampled = 1;
  replay.differences[0].cause = simulate::SlackCause::kLimit;
  REQUIRE(replay_text(replay, kArrivals, {}) ==
          "12,000 requests replayed from arrivals and upstream outcomes alone under 2\n"
          "configurations: 30 (0.3%) differ from what the client saw.\n"
          "29 of the differences are the clocks' doing: so close to a threshold was the\n"
          "decision, or an earlier one that it follows from. 1 request had an attempt that\n"
          "the recording does not have.\n"
          "\n"
          "Differences\n"
          "  arrived       request           recorded     replayed              cause\n"
          "  08:00:03.250  GET /use…profile  200 proxied  429 rate-l…ited, 12s  limit\n"
          "  08:00:03.250  GET /use…profile  200 proxied  not ended             unexplained\n"
          "  and 28 more differences\n");
  REQUIRE(replay_text(exact(), kArrivals, {}) ==
          "12,000 requests replayed from arrivals and upstream outcomes alone under 2\n"
          "configurations: every verdict is the one that the client saw.\n");
  const std::string json = replay_json(replay, kArrivals);
  for (const char* line :
       {"  \"from\": \"arrivals\",\n", "  \"explained\": 29,\n", "  \"sampled\": 1,\n",
        "  \"steps\": null,\n", "  \"digest\": null,\n", "      \"cause\": \"limit\"\n"}) {
    CAPTURE(line);
    CHECK(json.find(line) != std::string::npos);
  }
}

TEST_CASE("replay: JSON", "[report]") {
  simulate::ReplayReport replay = differing();
  replay.differences.pop_back();
  replay.gap = traffic::RecordedGap{"write failed", 47};
  REQUIRE(replay_json(replay, kSteps) == R"({
  "schema_version": 1,
  "from": "steps",
  "exact": false,
  "requests": 12000,
  "compared": 12000,
  "equal": 11970,
  "differing": 30,
  "explained": null,
  "sampled": null,
  "steps": 34567,
  "plans": 2,
  "after_gap": 0,
  "gap": {
    "seq": 47,
    "reason": "write failed"
  },
  "recorded_digest": "00000000000000fe",
  "digest": "00000000000000ff",
  "differences": [
    {
      "ticket": 7,
      "method": "GET",
      "target": "/users/42/profile",
      "arrived": "2026-11-20T08:00:03.250000000Z",
      "recorded": {
        "reason": "proxied",
        "status": 200,
        "retry_after_s": 0
      },
      "replayed": {
        "reason": "rate-limited",
        "status": 429,
        "retry_after_s": 12
      },
      "cause": null
    }
  ]
}
)");
}

}  // namespace gw::report
