// Numbers from the products' own tests.
#include <cmath>

#include "policy/emulate/asked.hpp"
#include "support/catch.hpp"

namespace gw::emulate {

// throttled 9e814f2, rate_test.go, TestRateLimit; redis-cell 4d42338, src/cell/mod.rs,
// it_rate_limits, has the same rows but the last.
TEST_CASE("throttled, redis-cell: their own table of a burst of 5 at 1/s", "[emulate]") {
  struct Row {
    int64_t at_ms;
    uint32_t cost;
    int64_t remaining;
    int64_t reset_ms;
    int64_t retry_ms;  // -1: none
    bool limited;
  };
  constexpr Row kRows[] = {
      {0, 6, 5, 0, -1, true},        {0, 1, 4, 1000, -1, false},    {0, 1, 3, 2000, -1, false},
      {0, 1, 2, 3000, -1, false},    {0, 1, 1, 4000, -1, false},    {0, 1, 0, 5000, -1, false},
      {0, 1, 0, 5000, 1000, true},   {3000, 1, 2, 3000, -1, false}, {3100, 1, 1, 3900, -1, false},
      {4000, 1, 1, 4000, -1, false}, {8000, 1, 4, 1000, -1, false}, {9500, 1, 4, 1000, -1, false},
      {9500, 0, 4, 1000, -1, false}, {9500, 2, 2, 3000, -1, false}, {9500, 5, 2, 3000, 3000, true},
      {15'000, 6, 5, 0, -1, true}};
  for (const std::string_view name : {"throttled", "redis-cell"}) {
    const Gcra limiter = std::get<Gcra>(*make_limiter(*find_product(name), {{1, seconds(1)}, 4}));
    Gcra::Cell cell{};
    for (const Row& row : kRows) {
      INFO(name << " at " << row.at_ms << " ms, " << row.cost);
      const Decision decision = limiter.take(cell, at_ms(row.at_ms), row.cost);
      CHECK((decision.outcome == Outcome::kReject) == row.limited);
      CHECK(limiter.remaining(cell, at_ms(row.at_ms)) == row.remaining);
      CHECK(limiter.reset_after(cell, at_ms(row.at_ms)) == milliseconds(row.reset_ms));
      CHECK(decision.retry_after == (row.retry_ms < 0 ? kNotTold : milliseconds(row.retry_ms)));
    }
  }
}

// golang.org/x/time 2b4e439, rate/rate_test.go: TestLimiterBurst1, TestLimiterBurst3,
// TestLimiterJumpBackwards; at, requests, whether they pass.
TEST_CASE("go-rate: its own tables of 10/s", "[emulate]") {
  struct Row {
    int64_t at_ms;
    uint32_t cost;
    bool ok;
  };
  struct Table {
    int64_t burst;
    std::vector<Row> rows;
  };
  const Table tables[] = {{1,
                           {{0, 1, true},
                            {0, 1, false},
                            {0, 1, false},
                            {100, 1, true},
                            {100, 1, false},
                            {100, 1, false},
                            {200, 2, false},
                            {200, 1, true},
                            {200, 1, false}}},
                          {3,
                           {{0, 2, true},
                            {0, 2, false},
                            {0, 1, true},
                            {0, 1, false},
                            {100, 4, false},
                            {200, 1, true},
                            {300, 1, true},
                            {400, 1, true},
                            {400, 1, true},
                            {400, 1, false},
                            {400, 1, false},
                            {900, 3, true},
                            {900, 0, true}}},
                          {3,
                           {{100, 1, true},
                            {0, 1, true},
                            {0, 1, true},
                            {0, 1, false},
                            {0, 1, false},
                            {100, 1, true},
                            {100, 1, false},
                            {100, 1, false},
                            {200, 1, true},
                            {200, 1, false},
                            {200, 1, false}}}};
  for (const Table& table : tables) {
    const TokenBucket limiter = std::get<TokenBucket>(
        *make_limiter(*find_product("go-rate"), {{10, seconds(1)}, table.burst}));
    TokenBucket::Cell cell{};
    for (size_t i = 0; i < table.rows.size(); ++i) {
      const Row& row = table.rows[i];
      INFO("burst " << table.burst << " row " << i);
      CHECK((limiter.take(cell, at_ms(row.at_ms), row.cost).outcome == Outcome::kAdmit) == row.ok);
    }
  }
}

// juju/ratelimit f60b320, ratelimit_test.go, takeTests: the wait told to the first who is too many.
TEST_CASE("krakend: juju's own waits", "[emulate]") {
  struct Row {
    int64_t interval_ms;
    int64_t capacity;
    int64_t at_ms;
    uint32_t cost;
    int64_t wait_ms;
  };
  constexpr Row kRows[] = {{250, 10, 0, 1, 250},
                           {250, 10, 0, 2, 500},
                           {10, 10, 7, 1, 3},
                           {10, 5, 60, 5, 0},
                           {10, 10, 8, 2, 12}};
  for (const Row& row : kRows) {
    INFO(row.interval_ms << " ms, " << row.capacity << ", at " << row.at_ms);
    const IntervalBucket limiter{.interval = milliseconds(row.interval_ms),
                                 .capacity = row.capacity};
    IntervalBucket::Cell cell{};
    limiter.take(cell, at_ms(0), static_cast<uint32_t>(row.capacity));
    const Decision decision = limiter.take(cell, at_ms(row.at_ms), row.cost);
    REQUIRE(decision == (row.wait_ms == 0 ? admitted() : rejected(milliseconds(row.wait_ms))));
  }
}

// envoyproxy/envoy 0052e4d, test/common/common/token_bucket_impl_test.cc,
// AtomicTokenBucketImplTest: Initialization, MaxBucketSize, Consume, Refill, YearlyMinRefillRate.
TEST_CASE("envoy-local: its own tables", "[emulate]") {
  struct Row {
    int64_t at_ms;
    uint32_t cost;
    bool ok;
  };
  struct Table {
    int64_t max;
    Rate rate;
    std::vector<Row> rows;
  };
  constexpr int64_t kYearMs = int64_t{365} * 24 * 60 * 60 * 1000;
  const Table tables[] = {
      {1, {1, seconds(1)}, {{0, 1, true}, {0, 1, false}}},
      {3, {1, seconds(1)}, {{0, 3, true}, {10'000, 4, false}, {10'000, 3, true}}},
      {10,
       {1, seconds(1)},
       {{0, 20, false},
        {0, 9, true},
        {0, 1, true},
        {999, 1, false},
        {5999, 6, false},
        {6000, 6, true},
        {6000, 1, false}}},
      {1, {1, seconds(2)}, {{0, 1, true}, {500, 1, false}, {1500, 1, false}, {2000, 1, true}}},
      {1,
       {1, milliseconds(kYearMs)},
       {{0, 1, true}, {kYearMs - 1000, 1, false}, {kYearMs, 1, true}}}};
  for (const Table& table : tables) {
    const VirtualBucket limiter{table.max, table.rate};
    VirtualBucket::Cell cell{};
    for (size_t i = 0; i < table.rows.size(); ++i) {
      const Row& row = table.rows[i];
      INFO("max " << table.max << " row " << i);
      CHECK((limiter.take(cell, at_ms(row.at_ms), row.cost).outcome == Outcome::kAdmit) == row.ok);
    }
  }
}

// resilience4j af9e7c9, AtomicRateLimiterTest: one permit a cycle (acquireAndRefresh…,
// reserveFewThenSkipCyclesBeforeRefreshNonBlocking, rejectedByTimeoutNonBlocking).
TEST_CASE("resilience4j: its own cycles", "[emulate]") {
  constexpr Duration kCycle = milliseconds(500);
  const FixedCycle patient{1, kCycle, kCycle};
  FixedCycle::Cell cell{kDawn.ns, 0, 1};
  REQUIRE(patient.take(cell, kDawn + kCycle) == admitted());
  REQUIRE(cell.permits == 0);
  REQUIRE(patient.take(cell, kDawn + kCycle) == delayed(kCycle));
  REQUIRE(cell.permits == -1);
  REQUIRE(patient.take(cell, kDawn + kCycle) == rejected());
  REQUIRE(cell.permits == -1);
  REQUIRE(patient.take(cell, kDawn + kCycle * 6 + nanoseconds(10)) == admitted());
  REQUIRE(cell.permits == 0);

  const FixedCycle hasty{1, kCycle, {}};
  cell = {kDawn.ns, 0, 1};
  REQUIRE(hasty.take(cell, kDawn + kCycle) == admitted());
  REQUIRE(hasty.take(cell, kDawn + kCycle) == rejected());
  REQUIRE(hasty.take(cell, kDawn + kCycle * 2 - nanoseconds(1)) == rejected());
  REQUIRE(hasty.take(cell, kDawn + kCycle * 2) == admitted());
}

// Netflix/concurrency-limits 78a74b9, AIMDLimitTest, VegasLimitTest: the limit after samples of so
// many ms with so many in flight.
TEST_CASE("netflix: its own steps", "[emulate]") {
  const auto after = [](const NetflixLimit& limiter, std::vector<std::array<int64_t, 3>> samples) {
    NetflixLimit::Cell cell{};
    for (const auto& [rtt_ms, in_flight, dropped] : samples) {
      limiter.sample(cell, rtt_ms * 1'000'000, static_cast<int32_t>(in_flight), dropped == 1);
    }
    return limiter.limit(cell);
  };
  const NetflixLimit aimd{.growth = Growth::kAimd};
  REQUIRE(after(aimd, {{1, 10, 0}}) == 21);
  REQUIRE(after({.growth = Growth::kAimd, .initial = 30}, {{0, 0, 1}}) == 27);
  REQUIRE(after({.growth = Growth::kAimd, .initial = 21, .least = 0, .most = 21}, {{1, 10, 0}}) ==
          21);
  const NetflixLimit vegas{.growth = Growth::kVegas, .initial = 10, .most = 20};
  REQUIRE(after(vegas, {{10, 10, 0}}) == 10);
  REQUIRE(after(vegas, {{10, 10, 0}, {10, 11, 0}}) == 16);
  REQUIRE(after(vegas, {{10, 10, 0}, {50, 11, 0}}) == 9);
  REQUIRE(after(vegas, {{10, 10, 0}, {14, 14, 0}}) == 10);
  REQUIRE(after({.growth = Growth::kVegas, .initial = 10'000, .most = 20'000},
                {{10'000, 5000, 0}, {10'000, 6000, 0}}) == 10'024);
}

}  // namespace gw::emulate
