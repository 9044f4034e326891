#include "policy/breaker.hpp"

#include <string>
#include <vector>

#include "support/catch.hpp"

namespace {

using namespace gw;
using namespace gw::policy;

constexpr Transition kOpens{BreakerState::kClosed, BreakerState::kOpen};
constexpr Transition kHalfOpens{BreakerState::kOpen, BreakerState::kHalfOpen};
constexpr Transition kReopens{BreakerState::kHalfOpen, BreakerState::kOpen};
constexpr Transition kCloses{BreakerState::kHalfOpen, BreakerState::kClosed};

Instant at_ms(int64_t ms) {
  return Instant{ms * 1'000'000};
}

// One whole call at one instant; the transition of its result.
std::optional<Transition> call(Breaker& breaker, Instant now, Outcome outcome,
                               Duration latency = {}) {
  const Pass pass = breaker.try_pass(now);
  REQUIRE(pass.admitted);
  return breaker.record(now, pass.generation, outcome, latency);
}

BreakerSpec three_in_a_row() {
  return {.consecutive_failures = 3, .slow_call = seconds(60), .open_for = seconds(1)};
}

Breaker opened(const BreakerSpec& spec) {
  Breaker breaker(spec);
  for (int i = 0; i < spec.consecutive_failures; ++i) call(breaker, at_ms(0), Outcome::kFailure);
  REQUIRE(breaker.state() == BreakerState::kOpen);
  return breaker;
}

}  // namespace

TEST_CASE("breaker: a success starts the row of failures over, an ignored call does not",
          "[policy]") {
  Breaker breaker(three_in_a_row());
  CHECK_FALSE(call(breaker, at_ms(0), Outcome::kFailure));
  CHECK_FALSE(call(breaker, at_ms(1), Outcome::kFailure));
  CHECK_FALSE(call(breaker, at_ms(2), Outcome::kSuccess));
  CHECK_FALSE(call(breaker, at_ms(3), Outcome::kFailure));
  CHECK_FALSE(call(breaker, at_ms(4), Outcome::kFailure));
  CHECK_FALSE(call(breaker, at_ms(5), Outcome::kIgnored));
  CHECK(call(breaker, at_ms(6), Outcome::kFailure) == kOpens);
  CHECK(breaker.open_until() == at_ms(1'006));
}

TEST_CASE("breaker: at exactly opened_at + open_for a call is a probe", "[policy]") {
  Breaker breaker = opened(three_in_a_row());
  CHECK_FALSE(breaker.admits(Instant{999'999'999}));
  const Pass refused = breaker.try_pass(Instant{999'998'500});
  CHECK_FALSE(refused.admitted);
  CHECK(refused.retry_after == microseconds(2));
  CHECK(breaker.admits(at_ms(1'000)));
  CHECK(breaker.state() == BreakerState::kOpen);
  const Pass probe = breaker.try_pass(at_ms(1'000));
  CHECK(probe.admitted);
  CHECK(probe.probe);
  CHECK(probe.transition == kHalfOpens);
  CHECK(breaker.try_pass(at_ms(1'000)).retry_after == seconds(1));
  CHECK(breaker.record(at_ms(1'200), probe.generation, Outcome::kSuccess, {}) == kCloses);
}

TEST_CASE("breaker: all probes must succeed, one failure opens again", "[policy]") {
  BreakerSpec spec = three_in_a_row();
  spec.half_open_probes = 2;
  Breaker breaker = opened(spec);
  const Pass first = breaker.try_pass(at_ms(1'000));
  const Pass second = breaker.try_pass(at_ms(1'001));
  CHECK(second.probe);
  CHECK_FALSE(second.transition);
  CHECK_FALSE(breaker.try_pass(at_ms(1'002)).admitted);
  CHECK_FALSE(breaker.record(at_ms(1'003), first.generation, Outcome::kSuccess, {}));
  CHECK_FALSE(breaker.admits(at_ms(1'004)));
  CHECK(breaker.record(at_ms(1'005), second.generation, Outcome::kFailure, {}) == kReopens);
  CHECK(breaker.open_until() == at_ms(2'005));
}

TEST_CASE("breaker: a cancelled or ignored probe frees its place", "[policy]") {
  Breaker breaker = opened(three_in_a_row());
  const Pass cancelled = breaker.try_pass(at_ms(1'000));
  CHECK_FALSE(breaker.admits(at_ms(1'001)));
  breaker.release(cancelled.generation);
  const Pass ignored = breaker.try_pass(at_ms(1'001));
  REQUIRE(ignored.probe);
  CHECK_FALSE(breaker.record(at_ms(1'002), ignored.generation, Outcome::kIgnored, {}));
  CHECK(call(breaker, at_ms(1'003), Outcome::kSuccess) == kCloses);
}

TEST_CASE("breaker: late results count only when the spec says so", "[policy]") {
  for (const bool count_late_results : {false, true}) {
    BreakerSpec spec = three_in_a_row();
    spec.count_late_results = count_late_results;
    Breaker breaker(spec);
    const uint64_t old = breaker.try_pass(at_ms(0)).generation;
    for (int i = 0; i < 3; ++i) call(breaker, at_ms(0), Outcome::kFailure);
    CHECK_FALSE(breaker.record(at_ms(500), old, Outcome::kSuccess, {}));
    CHECK(breaker.state() == BreakerState::kOpen);
    CHECK(breaker.try_pass(at_ms(1'000)).probe);
    const auto late = breaker.record(at_ms(1'001), old, Outcome::kFailure, {});
    CHECK(late == (count_late_results ? std::optional(kReopens) : std::nullopt));
  }
}

TEST_CASE("breaker: a rate trips at its threshold, after minimum_calls", "[policy]") {
  Breaker breaker({.failure_rate = {500'000}, .slow_call = seconds(1), .minimum_calls = 4});
  CHECK_FALSE(call(breaker, at_ms(0), Outcome::kFailure));
  CHECK_FALSE(call(breaker, at_ms(0), Outcome::kFailure));
  CHECK_FALSE(call(breaker, at_ms(0), Outcome::kSuccess));
  CHECK(call(breaker, at_ms(0), Outcome::kSuccess) == kOpens);
}

TEST_CASE("breaker: the window of calls forgets the oldest", "[policy]") {
  Breaker breaker({.failure_rate = {500'000},
                   .slow_call = seconds(1),
                   .window_calls = 4,
                   .minimum_calls = 100});
  for (int round = 0; round < 3; ++round) {
    CHECK_FALSE(call(breaker, at_ms(0), Outcome::kFailure));
    for (int i = 0; i < 3; ++i) CHECK_FALSE(call(breaker, at_ms(0), Outcome::kSuccess));
  }
  CHECK_FALSE(call(breaker, at_ms(0), Outcome::kFailure));
  CHECK(call(breaker, at_ms(0), Outcome::kFailure) == kOpens);
}

TEST_CASE("breaker: slow is longer than slow_call, also when it succeeds", "[policy]") {
  Breaker breaker({.slow_rate = {1'000'000},
                   .slow_call = milliseconds(10),
                   .minimum_calls = 2,
                   .open_for = seconds(1)});
  CHECK_FALSE(call(breaker, at_ms(0), Outcome::kSuccess, milliseconds(10)));
  for (int i = 0; i < 99; ++i) {
    CHECK_FALSE(call(breaker, at_ms(0), Outcome::kSuccess, milliseconds(11)));
  }
  CHECK(call(breaker, at_ms(0), Outcome::kSuccess, Duration{10'000'001}) == kOpens);
  CHECK(call(breaker, at_ms(1'000), Outcome::kSuccess, milliseconds(11)) == kReopens);
  CHECK(call(breaker, at_ms(2'000), Outcome::kSuccess, milliseconds(10)) == kCloses);
}

TEST_CASE("breaker: a window of time drops a slice when the tenth after it begins", "[policy]") {
  const BreakerSpec spec{.failure_rate = {500'000},
                         .slow_call = seconds(1),
                         .window_kind = BreakerWindow::kTime,
                         .window = seconds(10),
                         .minimum_calls = 2};
  // The first call opens slice 0 at 500 ms; it counts before 10,500 ms.
  for (const int64_t later_ms : {10'499, 10'500}) {
    Breaker breaker(spec);
    CHECK_FALSE(call(breaker, at_ms(500), Outcome::kFailure));
    const auto transition = call(breaker, at_ms(later_ms), Outcome::kFailure);
    CHECK(transition.has_value() == (later_ms == 10'499));
  }
}

TEST_CASE("breaker: digests", "[policy]") {
  Breaker fresh(three_in_a_row());
  Breaker breaker(three_in_a_row());
  CHECK(fresh.digest(at_ms(0)) == 0);
  call(breaker, at_ms(0), Outcome::kFailure);
  CHECK(breaker.digest(at_ms(0)) != 0);
  call(breaker, at_ms(0), Outcome::kSuccess);
  CHECK(breaker.digest(at_ms(0)) == 0);
  CHECK(opened(three_in_a_row()).digest(at_ms(0)) == opened(three_in_a_row()).digest(at_ms(9)));
}

TEST_CASE("breaker: check names the number out of range", "[policy]") {
  CHECK(check(BreakerSpec{}).has_value());
  struct Row {
    BreakerSpec spec;
    std::string message;
  };
  const std::vector<Row> rows{
      {{.failure_rate = {1'000'001}}, "failure_rate in ppm must be 0 to 1000000, not 1000001"},
      {{.window_calls = 0}, "window_calls must be 1 to 100000, not 0"},
      {{.minimum_calls = 0}, "minimum_calls must be 1 to 1000000, not 0"},
      {{.half_open_probes = 0}, "half_open_probes must be 1 to 1000000, not 0"}};
  for (const Row& row : rows) {
    REQUIRE_FALSE(check(row.spec).has_value());
    CHECK(check(row.spec).error().message == row.message);
  }
}
