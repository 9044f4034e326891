#include "policy/level.hpp"

#include "base/draw.hpp"
#include "support/catch.hpp"

namespace gw::policy {

TEST_CASE("level: take is peek and then charge", "[policy]") {
  for (uint64_t seed = 0; seed < 200; ++seed) {
    INFO("seed " << seed);
    const auto drawn = [&](uint32_t what, uint64_t below) {
      return static_cast<int64_t>(draw_below(draw(Seed{seed}, what, Purpose::kBackoff, 0), below));
    };
    const LimitSpec spec{.algorithm = drawn(0, 2) == 0 ? Algorithm::kGcra : Algorithm::kTokenBucket,
                         .count = 1 + drawn(1, 20),
                         .per_us = 1 + drawn(2, 2'000'000),
                         .burst = 1 + drawn(3, 20),
                         .count_refused = drawn(4, 3) == 0};
    Cell taken;
    Cell charged;
    int64_t ns = 1;
    for (uint32_t i = 0; i < 300; ++i) {
      ns += drawn(2 * i + 10, 200'000'000);
      const Instant now{ns};
      const int64_t cost = 1 + drawn(2 * i + 11, 3);
      const Decision decision = level::peek(spec, charged, now, cost);
      if (decision.admitted) {
        level::charge(spec, charged, now, cost);
      } else if (spec.count_refused) {
        level::charge_refused(spec, charged, now, cost);
      }
      const Decision at_once = level::take(spec, taken, now, cost);
      REQUIRE(at_once.admitted == decision.admitted);
      REQUIRE(at_once.retry_after == decision.retry_after);
      REQUIRE(at_once.remaining == decision.remaining);
      REQUIRE(level::digest(spec, taken, now) == level::digest(spec, charged, now));
    }
  }
}

}  // namespace gw::policy
