// What different products' arithmetic has in common, on generated requests.
#include <cmath>

#include "oracle/dice.hpp"
#include "policy/emulate/asked.hpp"
#include "support/catch.hpp"

namespace gw::emulate {

namespace {

// Clumps and pauses around the distance of paced requests.
int64_t generated_pause_ms(oracle::Dice& dice, int64_t emission_ms) {
  if (dice.one_in(2)) return 0;
  if (dice.one_in(10)) return dice.between(0, 20 * emission_ms);
  return dice.between(0, 2 * emission_ms);
}

}  // namespace

TEST_CASE("nginx with nodelay: equals GCRA where a request apart is whole milliseconds",
          "[emulate]") {
  for (uint64_t seed = 1; seed <= 40; ++seed) {
    oracle::Dice dice(seed);
    const std::array<int64_t, 6> rates{1, 2, 5, 10, 50, 1000};
    const int64_t rate = dice.pick<int64_t>(rates);
    const int64_t burst = dice.between(1, 20);
    const LimitAsk ask{{rate, seconds(1)}, burst};
    const NginxReq nginx = std::get<NginxReq>(*make_limiter(*find_product("nginx"), ask));
    const Gcra gcra = std::get<Gcra>(*make_limiter(*find_product("throttled"), ask));
    NginxReq::Cell a{};
    Gcra::Cell b{};
    int64_t ms = 0;
    for (int i = 0; i < 1000; ++i) {
      ms += generated_pause_ms(dice, 1000 / rate);
      INFO("seed " << seed << " step " << i << " at " << ms << " ms");
      REQUIRE(nginx.take(a, at_ms(ms)).outcome == gcra.take(b, at_ms(ms)).outcome);
    }
  }
}

TEST_CASE("token bucket of burst + 1: admits as nginx does, up to rounding", "[emulate]") {
  for (uint64_t seed = 1; seed <= 40; ++seed) {
    oracle::Dice dice(seed);
    const int64_t rate = dice.between(1, 100);
    const int64_t burst = dice.between(1, 20);
    const NginxReq nginx =
        std::get<NginxReq>(*make_limiter(*find_product("nginx"), {{rate, seconds(1)}, burst}));
    const TokenBucket bucket = std::get<TokenBucket>(
        *make_limiter(*find_product("go-rate"), {{rate, seconds(1)}, burst + 1}));
    NginxReq::Cell a{};
    TokenBucket::Cell b{};
    int64_t ms = 0;
    for (int i = 0; i < 1000; ++i) {
      ms += generated_pause_ms(dice, 1000 / rate);
      const Decision other = bucket.take(b, at_ms(ms));
      const Decision decision = nginx.take(a, at_ms(ms));
      INFO("seed " << seed << " step " << i << " at " << ms << " ms, " << b.tokens << " tokens, "
                   << a.excess << " excess");
      if (decision.outcome == other.outcome) continue;
      // Only within a thousandth of a request can they part; then they start over together.
      REQUIRE(std::abs(b.tokens + static_cast<double>(a.excess) / 1000 -
                       static_cast<double>(burst)) < 1.01);
      a = {};
      b = {};
      ms += 1'000'000;
    }
  }
}

TEST_CASE("sliding counters: never admit more than a window's limit between two aligned windows",
          "[emulate]") {
  for (uint64_t seed = 1; seed <= 40; ++seed) {
    oracle::Dice dice(seed);
    const LimitAsk ask{{dice.between(1, 20), seconds(1)}};
    for (const std::string_view name : {"upstash-sliding", "ingress-global", "cloudflare"}) {
      const Result<Limiter> made = make_limiter(*find_product(name), ask);
      const SlidingCounter limiter = std::get<SlidingCounter>(*made);
      SlidingCounter::Cell cell{};
      int64_t ms = 0;
      int64_t window = 0;
      int64_t admitted_in_window = 0;
      for (int i = 0; i < 500; ++i) {
        ms += dice.between(0, 60);
        if (ms / 1000 != window) admitted_in_window = 0;
        window = ms / 1000;
        if (limiter.take(cell, at_ms(ms)).outcome == Outcome::kAdmit) ++admitted_in_window;
        INFO(name << " seed " << seed << " step " << i);
        REQUIRE(admitted_in_window <= ask.rate.count);
      }
    }
  }
}

}  // namespace gw::emulate
