#include <catch2/catch.hpp>
#include <random>
#include <string>

#include "report/breaker_replay.hpp"
#include "report/breaker_tune.hpp"
#include "report/limit_replay.hpp"
#include "report/limit_tune.hpp"
#include "simulate/breaker/part_text.hpp"
#include "simulate/limit/part_text.hpp"
#include "simulate/lines.hpp"

namespace gw::report {
namespace {

std::vector<simulate::Source> log(uint32_t seed) {
  std::mt19937 dice(seed);
  std::vector<testing::Line> lines;
  for (int i = 0; i < 300; ++i) {
    const auto status = static_cast<uint16_t>(i % 60 < 30 ? 200 : 503);
    lines.push_back({i * 20, "c" + std::to_string(dice() % 9), "/", status, 5});
    lines.back().resolution_ms = 1000;
    lines.back().at_ms -= lines.back().at_ms % 1000;
  }
  std::vector<simulate::Source> sources;
  sources.push_back(testing::source_of(lines));
  return sources;
}

simulate::LimitSettings ten_a_second() {
  simulate::LimitSettings settings;
  settings.limiter = policy::LimitSpec{
      .algorithm = policy::Algorithm::kGcra, .count = 10, .per_us = 1'000'000, .burst = 2};
  settings.rule.group = *simulate::parse_text_pattern("{client}");
  return settings;
}

simulate::BreakerSettings three_in_a_row() {
  simulate::BreakerSettings settings;
  settings.breaker = policy::BreakerSpec{.consecutive_failures = 3, .open_for = milliseconds(100)};
  settings.failures = *simulate::parse_statuses("500-599");
  settings.rule.group = *simulate::parse_text_pattern("{client}");
  return settings;
}

simulate::BreakerTuneSettings few_breakers() {
  simulate::BreakerTuneSettings settings;
  settings.grid = {{Ratio{500'000}}, {seconds(1), seconds(5)}, {2, 3}};
  settings.common.minimum_calls = 3;
  settings.common.open_for = milliseconds(100);
  settings.failures = *simulate::parse_statuses("500-599");
  settings.rule.group = *simulate::parse_text_pattern("{client}");
  return settings;
}

simulate::TuneSettings with_curve() {
  simulate::TuneSettings settings;
  settings.curve = true;
  return settings;
}

constexpr simulate::Options shard(uint32_t number) {
  simulate::Options options;
  options.shard = {number, 2};
  return options;
}

// Another value for one number, word or mark of the text.
std::string changed(std::string text, std::mt19937& dice) {
  constexpr std::string_view kValues[] = {"0",  "-1", "18446744073709551615", "1e9", "null", "\"\"",
                                          "[]", "{}"};
  const size_t at = text.find_first_of(",:[", dice() % text.size());
  if (at == std::string::npos) return text;
  const size_t end = text.find_first_of(",]}", at + 1);
  return text.replace(at + 1, end - at - 1, kValues[dice() % std::size(kValues)]);
}

TEST_CASE("parts: what is written is read back", "[report]") {
  const auto part = simulate::replay_limit_part(log(1), ten_a_second(), shard(1), nullptr);
  REQUIRE(part);
  const std::string text = part_text(*part);
  const auto again = simulate::read_limit_part(text);
  REQUIRE(again);
  CHECK(part_text(*again) == text);
  const auto tune = simulate::tune_limit_part(log(1), {}, shard(2), nullptr);
  REQUIRE(tune);
  const auto tune_again = simulate::read_tune_part(part_text(*tune));
  REQUIRE(tune_again);
  CHECK(part_text(*tune_again) == part_text(*tune));
  const auto breakers = simulate::replay_breaker_part(log(1), three_in_a_row(), shard(1), nullptr);
  REQUIRE(breakers);
  const auto breakers_again = simulate::read_breaker_part(part_text(*breakers));
  REQUIRE(breakers_again);
  CHECK(part_text(*breakers_again) == part_text(*breakers));
  const auto tuned = simulate::tune_breaker_part(log(1), few_breakers(), shard(2), nullptr);
  REQUIRE(tuned);
  const auto tuned_again = simulate::read_breaker_tune_part(part_text(*tuned), 4);
  REQUIRE(tuned_again);
  CHECK(part_text(*tuned_again) == part_text(*tuned));
}

TEST_CASE("parts: one that was changed is refused or reported, and nothing worse", "[report]") {
  const uint32_t seed = 20261125;
  CAPTURE(seed);
  std::mt19937 dice(seed);
  const simulate::LimitSettings settings = ten_a_second();
  const auto good = simulate::replay_limit_part(log(2), settings, shard(1), nullptr);
  const auto good_tune = simulate::tune_limit_part(log(2), {}, shard(1), nullptr);
  REQUIRE(good);
  REQUIRE(good_tune);
  size_t refused = 0;
  for (int i = 0; i < 3'000; ++i) {
    auto part = simulate::read_limit_part(changed(part_text(*good), dice));
    refused += part ? 0 : 1;
    if (part) {
      static_cast<void>(add_part(*part, *good, shard(1)));
      const auto replay = simulate::limit_replay(std::move(*part), settings, shard(1));
      CHECK_FALSE(limit_replay_text(replay, {}).empty());
      CHECK_FALSE(limit_replay_json(replay).empty());
      CHECK_FALSE(limit_replay_html(replay).empty());
    }
    auto tune = simulate::read_tune_part(changed(part_text(*good_tune), dice));
    if (tune) {
      static_cast<void>(add_part(*tune, *good_tune, shard(1)));
      const auto found = simulate::limit_tune(std::move(*tune), with_curve(), shard(1));
      CHECK_FALSE(limit_tune_text(found, Product::kGw, {}).empty());
      CHECK_FALSE(limit_tune_html(found, Product::kGw).empty());
    }
  }
  CHECK(refused > 500);
  CHECK(refused < 3'000);
}

TEST_CASE("parts: one of breakers that was changed is refused or reported", "[report]") {
  const uint32_t seed = 20261126;
  CAPTURE(seed);
  std::mt19937 dice(seed);
  const simulate::BreakerSettings settings = three_in_a_row();
  const simulate::BreakerTuneSettings tuning = few_breakers();
  const auto good = simulate::replay_breaker_part(log(2), settings, shard(1), nullptr);
  const auto good_tune = simulate::tune_breaker_part(log(2), tuning, shard(1), nullptr);
  REQUIRE(good);
  REQUIRE(good_tune);
  size_t refused = 0;
  for (int i = 0; i < 1'000; ++i) {
    auto part = simulate::read_breaker_part(changed(part_text(*good), dice));
    refused += part ? 0 : 1;
    if (part) {
      static_cast<void>(add_part(*part, *good, shard(1)));
      const auto replay = simulate::breaker_replay(std::move(*part), settings, shard(1));
      CHECK_FALSE(breaker_replay_text(replay, {}).empty());
      CHECK_FALSE(breaker_replay_json(replay).empty());
      CHECK_FALSE(breaker_replay_html(replay).empty());
    }
    auto tune = simulate::read_breaker_tune_part(changed(part_text(*good_tune), dice), 4);
    if (tune) {
      static_cast<void>(add_part(*tune, *good_tune, shard(1)));
      const auto found = simulate::breaker_tune(std::move(*tune), tuning, shard(1));
      CHECK_FALSE(breaker_tune_text(found, Product::kGw, {}).empty());
      CHECK_FALSE(breaker_tune_json(found, Product::kGw).empty());
    }
  }
  CHECK(refused > 100);
  CHECK(refused < 1'000);
}

}  // namespace
}  // namespace gw::report
