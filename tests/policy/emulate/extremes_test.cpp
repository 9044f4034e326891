// Every product under the largest and smallest asks that it takes, with times that jump by years
// and back: for the sanitizers, and for what must hold whatever comes.
#include "oracle/dice.hpp"
#include "policy/emulate/called.hpp"
#include "support/catch.hpp"

namespace gw::emulate {

namespace {

constexpr int64_t kYearMs = int64_t{365} * 86'400'000;

template <class T>
T one_of(oracle::Dice& dice, std::initializer_list<T> all) {
  return *(all.begin() + dice.between(0, static_cast<int64_t>(all.size()) - 1));
}

LimitAsk generated_ask(oracle::Dice& dice) {
  LimitAsk ask{{one_of<int64_t>(dice, {1, 2, 10, 999, 65'535, 1'000'000'000}),
                one_of<Duration>(dice, {{1},
                                        milliseconds(1),
                                        milliseconds(50),
                                        seconds(1),
                                        seconds(60),
                                        seconds(3600),
                                        seconds(int64_t{30} * 86'400),
                                        seconds(int64_t{3650} * 86'400)})}};
  if (dice.one_in(2)) ask.burst = one_of<int64_t>(dice, {0, 1, 7, 1'000'000'000});
  if (dice.one_in(9)) ask.delay = one_of<int64_t>(dice, {0, 1, INT64_MAX});
  if (dice.one_in(9)) ask.ban = one_of<Duration>(dice, {{0}, {1}, seconds(1'000'000)});
  if (dice.one_in(9)) ask.timeout = one_of<Duration>(dice, {{0}, {1}, seconds(1'000'000)});
  return ask;
}

int64_t generated_jump_ms(oracle::Dice& dice) {
  switch (dice.between(0, 9)) {
    case 0:
      return dice.between(0, kYearMs);
    case 1:
      return dice.between(-kYearMs / 10, 0);
    case 2:
      return dice.between(-100, 100);
    case 3:
      return dice.between(0, 100'000);
    default:
      return dice.between(0, 3);
  }
}

}  // namespace

TEST_CASE("limiters: no ask and no clock breaks one; a delay is above zero and kept to it",
          "[emulate]") {
  int64_t made_in_all = 0;
  for (const Product& product : products()) {
    for (uint64_t seed = 1; seed <= 60; ++seed) {
      oracle::Dice dice(seed);
      Result<Limiter> made = make_limiter(product, generated_ask(dice));
      if (!made) continue;
      ++made_in_all;
      policy::RingPool rings;
      std::visit(
          [&](auto& limiter) {
            if constexpr (requires { limiter.rings; }) limiter.rings = &rings;
            typename std::decay_t<decltype(limiter)>::Cell cell{};
            int64_t ms = 0;
            for (int i = 0; i < 200; ++i) {
              ms = std::clamp(ms + generated_jump_ms(dice), int64_t{0}, 50 * kYearMs);
              const auto cost = static_cast<uint32_t>(dice.one_in(5) ? dice.between(1, 9) : 1);
              const Decision looked = peek(limiter, cell, at_ms(ms), cost);
              const Decision taken = limiter.take(cell, at_ms(ms), cost);
              INFO(product.name << " seed " << seed << " step " << i);
              REQUIRE(looked == taken);
              REQUIRE((taken.outcome == Outcome::kDelay) == (taken.delay.ns > 0));
              REQUIRE(taken.retry_after >= kNotTold);
            }
          },
          *made);
    }
  }
  REQUIRE(made_in_all > 500);
}

TEST_CASE("breakers: no clock breaks one, and what passed may end in any order", "[emulate]") {
  for (const BreakerProduct& product : breaker_products()) {
    for (uint64_t seed = 1; seed <= 60; ++seed) {
      oracle::Dice dice(seed);
      BreakerAsk ask;
      if (product.takes.find("failure-rate") != std::string_view::npos) {
        ask.failure_rate = Ratio{dice.between(1, 99) * 10'000};
      }
      if (product.takes.find("minimum-calls") != std::string_view::npos) ask.minimum_calls = 2;
      const Result<Breaker> breaker = make_breaker(product, ask);
      REQUIRE(breaker.has_value());
      std::visit(
          [&](const auto& each) {
            Caller<std::decay_t<decltype(each)>> caller{each};
            std::vector<Call> calls;
            for (int i = 0; i < 300; ++i) {
              caller.now_ms += dice.one_in(20) ? dice.between(0, kYearMs) : dice.between(0, 400);
              if (dice.one_in(2) || calls.empty()) {
                const Answer answer = each.ask(caller.state, at_ms(caller.now_ms));
                if (answer.verdict == Verdict::kPass) calls.push_back(answer.call);
              } else {
                const auto at = calls.begin() + dice.between(0, std::ssize(calls) - 1);
                caller.end(*at, one_of<char>(dice, {'s', 'f', 'f', 'i'}));
                calls.erase(at);
              }
              INFO(product.name << " seed " << seed << " step " << i);
              REQUIRE_FALSE(caller.is().empty());
            }
          },
          *breaker);
    }
  }
}

}  // namespace gw::emulate
