#include "policy/emulate/concurrency.hpp"

#include "policy/emulate/asked.hpp"
#include "support/catch.hpp"

namespace gw::emulate {

TEST_CASE("nginx-conn: as many as the limit at a time", "[emulate]") {
  const NginxConn limiter{2};
  NginxConn::Cell cell{};
  const Entry first = limiter.begin(cell, at_ms(0));
  REQUIRE(limiter.begin(cell, at_ms(0)).decision == admitted());
  REQUIRE(limiter.begin(cell, at_ms(0)).decision == rejected());
  limiter.end(cell, first.begun, at_ms(5), false);
  REQUIRE(limiter.begin(cell, at_ms(5)).decision == admitted());
}

TEST_CASE("apisix-conn: the burst waits for multiples of the mean duration", "[emulate]") {
  const LuaConn limiter{.limit = 2, .burst = 3, .unit_delay_s = 0.1};
  LuaConn::Cell cell{};
  const Entry first = limiter.begin(cell, at_ms(0));
  REQUIRE(limiter.begin(cell, at_ms(0)).decision == admitted());
  REQUIRE(limiter.begin(cell, at_ms(0)).decision == delayed(milliseconds(100)));
  REQUIRE(limiter.begin(cell, at_ms(0)).decision == delayed(milliseconds(100)));
  REQUIRE(limiter.begin(cell, at_ms(0)).decision == delayed(milliseconds(200)));
  REQUIRE(limiter.begin(cell, at_ms(0)).decision == rejected());
  limiter.end(cell, first.begun, at_ms(300), false);
  // The mean is now (0.3 + 0.1) / 2.
  REQUIRE(limiter.begin(cell, at_ms(300)).decision == delayed(milliseconds(400)));
}

TEST_CASE("netflix-gradient2: windows of a second move the limit", "[emulate]") {
  const NetflixLimit limiter{.growth = Growth::kGradient2, .smoothing = 0.2, .windowed = true};
  NetflixLimit::Cell cell{};
  const auto run = [&](int64_t start_ms, int64_t rtt_ms, int count) {
    std::vector<Begun> begun;
    for (int i = 0; i < count; ++i) {
      const Entry entry = limiter.begin(cell, at_ms(start_ms));
      if (entry.decision.outcome == Outcome::kAdmit) begun.push_back(entry.begun);
    }
    for (const Begun& each : begun) limiter.end(cell, each, at_ms(start_ms + rtt_ms), false);
  };
  // The first sample closes the first window, which is too small to count.
  run(0, 10, 20);
  REQUIRE(limiter.limit(cell) == 20);
  // All 20 slots busy at a steady duration: 0.8 * 20 + 0.2 * (20 + 4) = 20.8, then 21.6.
  run(1100, 10, 20);
  REQUIRE(cell.estimate == Approx(20.8));
  run(2200, 10, 20);
  REQUIRE(cell.estimate == Approx(21.6));
  // One third of the slots: no reason to grow.
  run(3300, 10, 6);
  run(4400, 10, 6);
  REQUIRE(limiter.limit(cell) >= 20);
}

TEST_CASE("netflix-gradient: a drop leaves nine tenths, smoothed", "[emulate]") {
  const NetflixLimit limiter{.growth = Growth::kGradient,
                             .initial = 50,
                             .least = 1,
                             .most = 1000,
                             .smoothing = 0.2,
                             .tolerance = 2};
  NetflixLimit::Cell cell{};
  // 50 * 1 + max(4, floor(sqrt(50))) = 57.
  limiter.sample(cell, 10'000'000, 50, false);
  REQUIRE(cell.estimate == Approx(57));
  // 0.8 * 57 + 0.2 * 51.3 = 55.86.
  limiter.sample(cell, 10'000'000, 50, true);
  REQUIRE(cell.estimate == Approx(55.86));
}

TEST_CASE("envoy-adaptive: measures first, then follows the gradient, and measures again",
          "[emulate]") {
  const EnvoyGradient limiter{.jitter = 0, .measured_requests = 3};
  EnvoyGradient::Cell cell{};
  const auto one = [&](int64_t start_ms, int64_t rtt_ms) {
    const Entry entry = limiter.begin(cell, at_ms(start_ms));
    REQUIRE(entry.decision == admitted());
    limiter.end(cell, entry.begun, at_ms(start_ms + rtt_ms), false);
  };
  for (int i = 0; i < 3; ++i) {
    REQUIRE(cell.least_rtt_us == 0);
    one(10 * i, 10);
  }
  REQUIRE(cell.least_rtt_us == 10'000);
  REQUIRE(cell.limit == 3);
  // As fast as measured: 3 * 1.25 = 3.75, and its root on top: 5.68.
  one(50, 10);
  one(200, 10);
  REQUIRE(cell.limit == 5);
  // Once more: 6.25 + 2.5. Then four times slower: the gradient stops at 0.5, 4 + 2.
  one(300, 40);
  REQUIRE(cell.limit == 8);
  one(500, 10);
  REQUIRE(cell.limit == 6);
  // Nothing for half a minute changes nothing; at 60.030 s it measures again.
  one(30'000, 10);
  REQUIRE(cell.deferred == 0);
  one(60'031, 10);
  REQUIRE(cell.deferred > 0);
  REQUIRE(cell.limit == 3);
}

}  // namespace gw::emulate
