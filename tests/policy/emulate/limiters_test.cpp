// Decisions worked out by hand from each product's formula.
#include "policy/emulate/asked.hpp"
#include "support/catch.hpp"

namespace gw::emulate {

namespace {

constexpr Rate kTenASecond{10, seconds(1)};
constexpr Rate kTwoASecond{2, seconds(1)};

std::vector<int64_t> spaced(size_t count, int64_t step_ms) {
  std::vector<int64_t> all;
  for (size_t i = 0; i < count; ++i) all.push_back(static_cast<int64_t>(i) * step_ms);
  return all;
}

}  // namespace

TEST_CASE("nginx: the first request is free, the burst passes, a refused one changes nothing",
          "[emulate]") {
  REQUIRE(asked("nginx", {kTenASecond}, {0, 0, 99, 100, 199, 200}) == ". x x . x .");
  REQUIRE(asked("nginx", {kTenASecond, 2}, {0, 0, 0, 0, 100, 100, 300, 300}) == ". . . x . x . .");
}

TEST_CASE("nginx: a rate a minute is cut to thousandths a second", "[emulate]") {
  // 10r/m is 166 thousandths a second: 1000 are back after 6024.1 ms, not after 6000.
  REQUIRE(asked("nginx", {{10, seconds(60)}}, {0, 6000, 6024, 6025}) == ". x x .");
}

TEST_CASE("nginx: a clock that jumps back by more than a minute counts as a millisecond",
          "[emulate]") {
  const NginxReq limiter{.rate = 1'000'000};
  REQUIRE(asked(limiter, {100'000, 50'000, 50'001}) == ". x x");
  REQUIRE(asked(limiter, {100'000, 39'000, 39'000, 39'001}) == ". . x .");
}

TEST_CASE("nginx-delay: what exceeds delay waits its turn", "[emulate]") {
  REQUIRE(asked("nginx-delay", {kTenASecond, 3}, {0, 0, 0, 0, 0, 50}) == ". 100 200 300 x x");
  REQUIRE(asked("nginx-delay", {kTenASecond, 3, 2}, {0, 0, 0, 0, 0}) == ". . . 100 x");
  REQUIRE(asked("nginx-delay", {{30, seconds(60)}, 1}, {0, 100}) == ". 1900");
}

TEST_CASE("apisix-req: doubles decide, whole thousandths are kept, a jump back is time that passed",
          "[emulate]") {
  REQUIRE(asked("apisix-req", {kTenASecond, 2}, {0, 0, 0, 0}) == ". 100 200 x");
  REQUIRE(asked(LuaReq{.rate = 10'000, .burst = 0}, {1000, 900}) == ". .");
}

TEST_CASE("haproxy: the present request counts, refused ones too", "[emulate]") {
  // After three in the first second the rest of it weighs on: 3 * (1000 - 200) / 1000 + 1 = 3.
  REQUIRE(asked("haproxy", {kTwoASecond}, {0, 0, 0, 0, 2000}) == ". . x x .");
  REQUIRE(asked("haproxy", {{3, seconds(1)}}, {0, 0, 0, 1200, 1200}) == ". . . . x");
}

TEST_CASE("haproxy: a period starts on an even millisecond", "[emulate]") {
  FreqCounter::Cell cell{};
  const FreqCounter limiter{.limit = 10, .period_ms = 1000};
  limiter.count(cell, at_ms(1), 1);
  REQUIRE(cell.tick % 2 == 0);
  limiter.count(cell, at_ms(999), 1);
  REQUIRE(limiter.rate(cell, at_ms(999)) == 2);
  // Begun at 0 instead of 1, it is over at 1000.
  limiter.count(cell, at_ms(1000), 1);
  REQUIRE(cell.prev == 2);
  REQUIRE(limiter.rate(cell, at_ms(1000)) == 3);
}

TEST_CASE("haproxy: one a period does not flap", "[emulate]") {
  FreqCounter::Cell cell{};
  const FreqCounter limiter{.limit = 10, .period_ms = 1000};
  limiter.count(cell, at_ms(0), 1);
  REQUIRE(limiter.rate(cell, at_ms(1500)) == 1);
  REQUIRE(limiter.rate(cell, at_ms(2000)) == 1);
  REQUIRE(limiter.rate(cell, at_ms(2001)) == 0);
  limiter.count(cell, at_ms(0), 1);
  REQUIRE(limiter.rate(cell, at_ms(1500)) == 1);
  limiter.count(cell, at_ms(0), 1);
  REQUIRE(limiter.rate(cell, at_ms(1500)) == 1);
  REQUIRE(limiter.rate(cell, at_ms(1400)) == 1);
  REQUIRE(limiter.rate(cell, at_ms(1000)) == 3);
}

TEST_CASE("resilience4j: the next cycles are reserved within the timeout", "[emulate]") {
  LimitAsk ask{kTwoASecond};
  ask.timeout = seconds(2);
  REQUIRE(asked("resilience4j", ask, {0, 0, 100, 100, 200, 300, 1000, 1000}) ==
          ". . 900 900 1800 1700 2000 2000");
  ask.timeout = seconds(0);
  REQUIRE(asked("resilience4j", ask, {0, 0, 999, 1000, 1000, 1000}) == ". . x . . x");
}

TEST_CASE("traefik: waits up to half a request, and an idle source is new", "[emulate]") {
  // 10/s: at most 50 ms; a refused request gives its reservation back.
  REQUIRE(asked("traefik", {kTenASecond}, {0, 0, 49, 50, 200}) == ". x x 50 .");
  // 1/s with a burst of 5: idle over two changes of the second it is full again.
  REQUIRE(asked("traefik", {{1, seconds(1)}, 5}, {0, 0, 0, 0, 0, 0, 2000, 2000, 2000}) ==
          ". . . . . x . . .");
  REQUIRE(asked("go-rate", {{1, seconds(1)}, 5}, {0, 0, 0, 0, 0, 0, 2000, 2000, 2000}) ==
          ". . . . . x . . x");
}

TEST_CASE("krakend: tokens come at whole intervals", "[emulate]") {
  REQUIRE(asked("krakend", {kTenASecond, 2}, {50, 50, 50, 149, 150, 250, 350, 350, 350}) ==
          ". . x x . . . x x");
}

TEST_CASE("krakend: a rate that nanoseconds do not divide takes a larger quantum", "[emulate]") {
  const Result<Limiter> limiter =
      make_limiter(*find_product("krakend"), {{900'000'000, seconds(1)}, 1});
  // 1 ns is 1e9/s, off by 11 %; the first quantum within 1 % is the one of 10 ns.
  REQUIRE(std::get<IntervalBucket>(*limiter).quantum == 9);
  REQUIRE(std::get<IntervalBucket>(*limiter).interval == nanoseconds(10));
}

TEST_CASE("spring: knows whole seconds", "[emulate]") {
  REQUIRE(asked("spring", {kTwoASecond, 3}, {900, 950, 990, 999, 1000, 1000, 1000, 5000}) ==
          ". . . x . . x .");
}

TEST_CASE("upstash-token: intervals start over when the key has dropped out", "[emulate]") {
  // Full 1 s after the only request: at 1500 a new key, whose interval ends at 2500.
  REQUIRE(asked("upstash-token", {{1, seconds(1)}, 1}, {0, 999, 1500, 2000, 2499, 2500}) ==
          ". x . x x .");
}

TEST_CASE("envoy-local: a bucket is full at first and loses nothing to the size of the clock",
          "[emulate]") {
  constexpr Rate kRates[] = {{10, seconds(1)},  {20, seconds(1)},   {49, seconds(1)},
                             {100, seconds(1)}, {1000, seconds(1)}, {3, seconds(1)},
                             {7, seconds(60)},  {1, seconds(3600)}};
  for (const Rate& rate : kRates) {
    INFO(to_string(rate));
    const int64_t apart_ms = (rate.per.ns / rate.count + 999'999) / 1'000'000;
    CHECK(asked("envoy-local", {rate, 1}, spaced(5, apart_ms)) == ". . . . .");
    CHECK(asked("envoy-local", {rate, 3}, {0, 0, 0, 0}) == ". . . x");
    CHECK(asked("envoy-local", {rate, 1}, {0, 0, apart_ms, apart_ms}) == ". x . x");
  }
}

TEST_CASE("envoy-local: fills no slower than a token a year", "[emulate]") {
  constexpr int64_t kDayMs = 86'400'000;
  CHECK(asked("envoy-local", {{1, seconds(730 * 86'400)}, 1},
              {0, 365 * kDayMs - 1, 365 * kDayMs}) == ". x .");
  CHECK(asked("envoy-local", {{1, seconds(364 * 86'400)}, 1},
              {0, 364 * kDayMs - 1, 364 * kDayMs}) == ". x .");
}

TEST_CASE("envoy-local-timer: ticks are the same for every key", "[emulate]") {
  REQUIRE(asked("envoy-local-timer", {kTwoASecond}, {900, 900, 900, 1000, 1000, 1000}) ==
          ". . x . . x");
  LimitAsk ask{kTwoASecond};
  ask.origin = kDawn + milliseconds(950);
  REQUIRE(asked("envoy-local-timer", ask, {960, 960, 1000, 1949, 1950, 1950, 1950}) ==
          ". . x x . . x");
}

TEST_CASE("limiter-npm: no more in an interval than its size, and no more than dripped in",
          "[emulate]") {
  REQUIRE(asked("limiter-npm", {kTwoASecond}, {0, 0, 500, 999, 1000, 1000, 1000}) ==
          ". . x x . . x");
  REQUIRE(asked("limiter-npm-bucket", {kTwoASecond}, {0, 499, 500, 500, 2000, 2000, 2000}) ==
          "x x . x . . x");
}

TEST_CASE("envoy-global, kong: windows of the clock; who is refused counts or not", "[emulate]") {
  for (const std::string_view name : {"envoy-global", "kong", "kong-redis"}) {
    INFO(name);
    REQUIRE(asked(name, {kTwoASecond}, {900, 950, 999, 1000, 1000, 1000}) == ". . x . . x");
  }
}

TEST_CASE("kong: months and years are the calendar's", "[emulate]") {
  // kDawn is 2024-10-04; the next month starts in 28 days, the next year in 89.
  constexpr int64_t kDayMs = 86'400'000;
  REQUIRE(asked("kong", {{1, seconds(30 * 86'400)}},
                {0, 28 * kDayMs - 1, 28 * kDayMs, 57 * kDayMs, 58 * kDayMs}) == ". x . x .");
  REQUIRE(asked("kong", {{1, seconds(365 * 86'400)}}, {0, 89 * kDayMs - 1, 89 * kDayMs}) ==
          ". x .");
}

TEST_CASE("express, rate-limiter-flexible, apisix-count: windows start with the first hit",
          "[emulate]") {
  const std::vector<int64_t> asks{900, 950, 1000, 1899, 1900, 1901, 1902};
  REQUIRE(asked("express", {kTwoASecond}, asks) == ". . x x . . x");
  REQUIRE(asked("rate-limiter-flexible", {kTwoASecond}, asks) == ". . x x . . x");
  REQUIRE(asked("apisix-count", {kTwoASecond}, asks) == ". . x x x . .");
}

TEST_CASE("rate-limiter-flexible: the first excess starts the block, no later one", "[emulate]") {
  LimitAsk ask{kTwoASecond};
  ask.ban = seconds(5);
  REQUIRE(asked("rate-limiter-flexible", ask, {0, 0, 500, 1000, 4000, 5499, 5500, 5500, 5500}) ==
          ". . x x x x . . x");
}

TEST_CASE("rate-limiter-flexible: execEvenly spreads what is left over the window", "[emulate]") {
  FixedWindow limiter{.limit = 4,
                      .window = seconds(1),
                      .count_refused = true,
                      .tick = milliseconds(1),
                      .evenly = true};
  // 1000 ms over 2 + 2, then 1 + 2 and 0 + 2 parts, and never below the 250 ms of a request apart.
  REQUIRE(asked(limiter, {0, 0, 0, 0, 0}) == ". 250 334 500 x");
  REQUIRE(asked(limiter, {0, 400}) == ". 500");
}

// The figures of Cloudflare's blog and of the README of RussellLuo/slidingwindow: 49.5 and 76.5
// requests a minute, before the one that asks.
TEST_CASE("cloudflare, kong-advanced: the documented estimates", "[emulate]") {
  struct Row {
    int previous;
    int present;
    int64_t passes;
  };
  for (const Row& row : {Row{42, 18, 51}, Row{86, 12, 78}}) {
    SlidingCounter limiter{.limit = 1000, .window = seconds(60), .count_refused = true};
    SlidingCounter::Cell cell{};
    for (int i = 0; i < row.previous; ++i) limiter.take(cell, at_ms(1000));
    for (int i = 0; i < row.present; ++i) limiter.take(cell, at_ms(61'000));
    limiter.limit = row.passes;
    REQUIRE(peek(limiter, cell, at_ms(75'000)).outcome == Outcome::kAdmit);
    limiter.limit = row.passes - 1;
    REQUIRE(peek(limiter, cell, at_ms(75'000)).outcome == Outcome::kReject);
  }
}

TEST_CASE("cloudflare, kong-advanced: an estimate that is the limit is not rounded above it",
          "[emulate]") {
  // 250 in the second before weigh 207 after 172 ms, which doubles make 207.00000000000003.
  SlidingCounter limiter{.limit = 250, .window = seconds(1)};
  SlidingCounter::Cell cell{};
  for (int i = 0; i < 250; ++i) limiter.take(cell, at_ms(0));
  limiter.limit = 208;
  REQUIRE(limiter.take(cell, at_ms(1172)) == admitted());
  REQUIRE(limiter.take(cell, at_ms(1172)) == rejected());
}

TEST_CASE("cloudflare: a mitigation timeout holds whatever comes", "[emulate]") {
  LimitAsk ask{kTwoASecond};
  ask.ban = seconds(10);
  REQUIRE(asked("cloudflare", ask, {0, 0, 0, 5000, 9999, 10'000}) == ". . x x x .");
  REQUIRE(asked("cloudflare", {kTwoASecond}, {0, 0, 0, 5000}) == ". . x .");
}

TEST_CASE("kong-advanced: who hammers stays out", "[emulate]") {
  REQUIRE(asked("kong-advanced", {kTwoASecond}, spaced(10, 300)) == ". . x x x x x x x x");
  REQUIRE(asked("upstash-sliding", {kTwoASecond}, spaced(10, 300)) == ". . x x . x . . x .");
}

TEST_CASE("ingress-global: tells when the estimate is below the limit again", "[emulate]") {
  SlidingCounter limiter{.limit = 2, .window = seconds(1), .weighing = Weighing::kCapped};
  SlidingCounter::Cell cell{};
  REQUIRE(limiter.take(cell, at_ms(500)) == admitted());
  REQUIRE(limiter.take(cell, at_ms(500)) == admitted());
  REQUIRE(limiter.take(cell, at_ms(600)) == rejected(milliseconds(400)));
  // 2/s * 0.9 s + 0 = 1.8; then with one 2.8, and 1 is reached again 400 ms on, at 0.5 s left.
  REQUIRE(limiter.take(cell, at_ms(1100)) == admitted());
  REQUIRE(limiter.take(cell, at_ms(1100)) == rejected(milliseconds(400)));
  REQUIRE(limiter.take(cell, at_ms(1501)) == admitted());
}

TEST_CASE("caddy: exactly a window later is too early", "[emulate]") {
  REQUIRE(asked("caddy", {kTwoASecond}, {0, 10, 999, 1000, 1001, 1010, 1011}) == ". . x x . x .");
}

TEST_CASE("aws-waf: refuses from one look to the next", "[emulate]") {
  std::vector<int64_t> asks(11, 0);
  asks.insert(asks.end(), {9'999, 10'000, 59'999, 60'000, 69'999, 70'000});
  // Eleven at once pass; the look at 10 s sees twelve. At 60 s the window still holds them, at 70 s
  // only what came since.
  REQUIRE(asked("aws-waf", {{10, seconds(60)}}, asks) == ". . . . . . . . . . . . x x x x .");
}

TEST_CASE("bottleneck: jobs get slots; with highWater 0 they are dropped or all blocked",
          "[emulate]") {
  REQUIRE(asked("bottleneck", {kTenASecond}, {0, 0, 50, 500}) == ". 100 150 .");
  REQUIRE(asked("bottleneck-drop", {kTenASecond}, {0, 0, 99, 100}) == ". x x .");
  // Refused at 50, blocked through 50 + 15 * 100; a try at the last moment starts it over.
  REQUIRE(asked("bottleneck-block", {kTenASecond}, {0, 50, 1550, 3050, 4650, 4660}) ==
          ". x x x . x");
}

TEST_CASE("peek: answers like take and changes nothing", "[emulate]") {
  const NginxReq limiter{.rate = 10'000, .burst = 1000};
  NginxReq::Cell cell{};
  limiter.take(cell, at_ms(0));
  for (int i = 0; i < 3; ++i) REQUIRE(peek(limiter, cell, at_ms(0)) == admitted());
  REQUIRE(limiter.take(cell, at_ms(0)) == admitted());
  REQUIRE(peek(limiter, cell, at_ms(0)) == rejected());
}

TEST_CASE("several limits: each order charges what its product does", "[emulate]") {
  const FixedWindow wide{.limit = 3, .window = seconds(10), .count_refused = false};
  const FixedWindow narrow{.limit = 1, .window = seconds(10)};
  const auto used = [&](Order order, const FixedWindow& first, const FixedWindow& second) {
    std::array<FixedWindow::Cell, 2> cells{};
    const std::array limits{first, second};
    for (int i = 0; i < 2; ++i) {
      take_all(
          order, 2, [&](size_t at) { return peek(limits[at], cells[at], at_ms(0)); },
          [&](size_t at) { return limits[at].take(cells[at], at_ms(0)); });
    }
    return std::to_string(cells[0].count) + " " + std::to_string(cells[1].count);
  };
  REQUIRE(used(Order::kChargeNoneOnReject, wide, narrow) == "1 1");
  REQUIRE(used(Order::kCheckAllThenCharge, narrow, wide) == "1 1");
  REQUIRE(used(Order::kNoRefund, wide, narrow) == "2 1");
  REQUIRE(used(Order::kNoRefund, narrow, wide) == "1 1");
  REQUIRE(used(Order::kChargeAll, narrow, wide) == "1 2");
}

TEST_CASE("several limits: some products have an order of their own", "[emulate]") {
  constexpr Rate kHalf{30, seconds(60)};
  constexpr Rate kFive{5, seconds(1)};
  constexpr Rate kQuarter{1, seconds(4)};
  CHECK(comes_first(Order::kSlowestFirst, kHalf, kFive));
  CHECK(!comes_first(Order::kSlowestFirst, kFive, kHalf));
  CHECK(comes_first(Order::kSlowestFirst, kQuarter, kHalf));
  CHECK(!comes_first(Order::kSlowestFirst, kFive, {300, seconds(60)}));
  CHECK(comes_first(Order::kSlowestBySecond, kHalf, kFive));
  CHECK(!comes_first(Order::kSlowestBySecond, kQuarter, kHalf));
  CHECK(comes_first(Order::kFastestFirst, kFive, kHalf));
  CHECK(!comes_first(Order::kFastestFirst, kHalf, kFive));
  CHECK(!comes_first(Order::kNoRefund, kHalf, kFive));
  CHECK(find_product("envoy-local")->several == Order::kSlowestFirst);
  CHECK(find_product("envoy-local-timer")->several == Order::kSlowestBySecond);
  CHECK(find_product("caddy")->several == Order::kFastestFirst);
}

TEST_CASE("several limits: the longest wait is told, a delay beats an admission", "[emulate]") {
  const std::array answers{admitted(), delayed(seconds(1)), rejected(seconds(2)),
                           rejected(seconds(3))};
  const auto all = [&](Order order, size_t count) {
    const auto answer = [&](size_t at) { return answers[at]; };
    return take_all(order, count, answer, answer);
  };
  REQUIRE(all(Order::kChargeNoneOnReject, 2) == delayed(seconds(1)));
  REQUIRE(all(Order::kChargeNoneOnReject, 4).retry_after == seconds(2));
  REQUIRE(all(Order::kCheckAllThenCharge, 4).retry_after == seconds(3));
  REQUIRE(all(Order::kChargeAll, 4).outcome == Outcome::kReject);
}

}  // namespace gw::emulate
