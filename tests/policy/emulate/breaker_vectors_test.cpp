// Numbers from the products' own tests of their breakers.
#include "policy/emulate/called.hpp"
#include "support/catch.hpp"

namespace gw::emulate {

namespace {

std::string counted(const Gobreaker::Counts& counts) {
  std::string all;
  for (const uint32_t number :
       {counts.requests, counts.successes, counts.failures, counts.exclusions,
        counts.successes_in_a_row, counts.failures_in_a_row}) {
    all += (all.empty() ? "" : " ") + std::to_string(number);
  }
  return all;
}

}  // namespace

// sony/gobreaker fed8e9e, v2/gobreaker_test.go, TestCustomCircuitBreaker: three probes, 30 s, 90 s,
// from three requests on with 60 % of failures.
TEST_CASE("gobreaker: its own custom breaker", "[emulate]") {
  Caller<Gobreaker> caller{{.max_requests = 3,
                            .interval = seconds(30),
                            .timeout = seconds(90),
                            .consecutive = UINT32_MAX,
                            .ratio = 0.6,
                            .minimum_requests = 3}};
  caller.calls("sfi sfi sfi sfi sfi");
  REQUIRE(counted(caller.state.counts) == "15 5 5 5 0 1");
  caller.calls("+29999 s");
  REQUIRE(counted(caller.state.counts) == "16 6 5 5 1 0");
  caller.calls("+1000 f");
  REQUIRE(counted(caller.state.counts) == "1 0 1 0 0 1");
  caller.calls("s f");
  REQUIRE(caller.is() == "open");
  caller.calls("+90001 iiii");
  REQUIRE(caller.is() == "half-open");
  caller.calls("f");
  REQUIRE(caller.is() == "open");
  caller.calls("+90001 ss");
  REQUIRE(counted(caller.state.counts) == "2 2 0 0 2 0");
  const Call third = caller.begin();
  REQUIRE(counted(caller.state.counts) == "3 2 0 0 2 0");
  REQUIRE(caller.calls("s") == "x");
  caller.end(third, 's');
  REQUIRE(caller.is() == "closed");
  REQUIRE(counted(caller.state.counts) == "0 0 0 0 0 0");
}

// The same, TestRollingWindowCircuitBreaker: ten buckets of 3 s.
TEST_CASE("gobreaker: its own rolling window", "[emulate]") {
  Caller<Gobreaker> caller{{.max_requests = 3,
                            .interval = seconds(30),
                            .bucket_period = seconds(3),
                            .timeout = seconds(90),
                            .consecutive = UINT32_MAX}};
  caller.calls("sfi sfi sfi sfi sfi");
  REQUIRE(counted(caller.state.counts) == "15 5 5 5 0 1");
  caller.calls("+3000 s");
  REQUIRE(counted(caller.state.counts) == "16 6 5 5 1 0");
  caller.calls("+2000 s i");
  REQUIRE(counted(caller.state.counts) == "18 7 5 6 2 0");
  caller.calls("+2000 i s");
  REQUIRE(counted(caller.state.counts) == "20 8 5 7 3 0");
  caller.calls("+2000 f");
  REQUIRE(counted(caller.state.counts) == "21 8 6 7 0 1");
  for (int i = 0; i < 6; ++i) caller.calls("+3000 s f");
  REQUIRE(counted(caller.state.counts) == "33 14 12 7 0 1");
  caller.calls("+3000 f");
  REQUIRE(counted(caller.state.counts) == "19 9 8 2 0 2");
  caller.calls("f f f f f");
  REQUIRE(counted(caller.state.counts) == "24 9 13 2 0 7");
}

// resilience4j af9e7c9, SlidingTimeWindowMetricsTest: a window of five seconds from a full second.
TEST_CASE("resilience4j: its own window of seconds", "[emulate]") {
  Caller<Resilience4jBreaker> caller{{.by_time = true, .window = 5, .minimum_calls = 100}};
  struct Row {
    const char* script;
    int32_t calls;
    int32_t failed;
  };
  constexpr Row kRows[] = {{"f", 1, 1},       {"+100 s", 2, 1},  {"+100 s", 3, 1},
                           {"+1000 s", 4, 1}, {"+1000 s", 5, 1}, {"+1000 f", 6, 2},
                           {"+1000 s", 7, 2}, {"+1000 s", 5, 1}, {"+1000 s", 5, 1},
                           {"+5000 s", 1, 0}};
  for (const Row& row : kRows) {
    caller.calls(row.script);
    INFO("at " << caller.now_ms << " ms");
    CHECK(caller.state.counts.calls == row.calls);
    CHECK(caller.state.counts.failed == row.failed);
  }
}

// The same, CircuitBreakerMetricsTest.testCircuitBreakerMetrics: twelve calls in a window of ten.
TEST_CASE("resilience4j: its own window of calls", "[emulate]") {
  Caller<Resilience4jBreaker> caller{{.failure_rate = 101, .window = 10, .minimum_calls = 10}};
  caller.calls("ssff");
  REQUIRE(caller.state.counts.calls == 4);
  caller.calls("ffff ssss");
  REQUIRE(caller.state.counts.calls == 10);
  REQUIRE(caller.state.counts.failed == 6);
  caller.calls("sss");
  REQUIRE(caller.state.counts.failed == 3);
}

// Polly 173d6d1, RollingHealthMetricsTests.GetHealthInfo_EnsureWindowRespected, seen through the
// decision: 10 s in ten windows, calls every 2 s; after them 1 of 8 are failures, then 0 of 6.
TEST_CASE("polly: its own rolling window", "[emulate]") {
  for (const bool later : {false, true}) {
    Caller<PollyBreaker> caller{
        {.failure_ratio = 0.23, .minimum_throughput = 2, .sampling = seconds(10)}};
    caller.breaker.failure_ratio = 2;
    caller.calls("fs +2000 fs +2000 ss +2000 ss +2000 ss +2000");
    if (later) caller.calls("+2000");
    // With one failure more: 2 of 9, or 1 of 7.
    caller.breaker.failure_ratio = later ? 1.0 / 7 : 2.0 / 9;
    caller.calls("f");
    INFO("later " << later);
    REQUIRE(caller.is() == "open");
    REQUIRE(caller.state.windows.size() == (later ? 4 : 5));
  }
}

// cockatiel f475a69, src/breaker/SamplingBreaker.test.ts: "increments and wraps buckets correctly",
// "calculates rps correctly over time", "does not start failing if below threshold rps";
// CountBreaker.test.ts.
TEST_CASE("cockatiel: its own windows", "[emulate]") {
  CockatielBreaker sampling{.counter = CockatielBreaker::Counter::kSampling,
                            .threshold = 0.5,
                            .duration = seconds(5),
                            .minimum_rps = 3};
  Caller<CockatielBreaker> caller{sampling};
  for (int i = 0; i < 7; ++i) {
    for (int k = 0; k < i; ++k) caller.calls("fss");
    caller.now_ms += 1000;
  }
  REQUIRE(caller.state.all.failures == 20);
  REQUIRE(caller.state.all.successes == 40);

  Caller<CockatielBreaker> slow{sampling};
  for (int i = 0; i < 10; ++i) REQUIRE(slow.calls("f +500") == "f");
  for (int length = 10; length < 20; ++length) {
    Caller<CockatielBreaker> edge{sampling};
    for (int i = 0; i < length; ++i) REQUIRE(edge.calls("sf +250") == "sf");
    REQUIRE(edge.calls("f s") == "fx");
  }

  const CockatielBreaker count{.counter = CockatielBreaker::Counter::kCount,
                               .threshold = 0.5,
                               .size = 100,
                               .minimum_calls = 50};
  Caller<CockatielBreaker> half{count};
  for (int i = 0; i < 25; ++i) half.calls("s");
  for (int i = 0; i < 25; ++i) REQUIRE(half.calls("f") == "f");
  REQUIRE(half.is() == "closed");
  Caller<CockatielBreaker> more{count};
  for (int i = 0; i < 24; ++i) more.calls("s");
  for (int i = 0; i < 25; ++i) REQUIRE(more.calls("f") == "f");
  REQUIRE(more.is() == "closed");
  REQUIRE(more.calls("f s") == "fx");
}

}  // namespace gw::emulate
