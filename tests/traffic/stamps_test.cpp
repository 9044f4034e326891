#include "traffic/stamps.hpp"

#include <string>

#include "base/draw.hpp"
#include "support/catch.hpp"

namespace gw::traffic {

TEST_CASE("stamps: decimals are read exactly", "[traffic]") {
  constexpr int64_t kSecond = 1'000'000'000;
  const struct {
    const char* text;
    int64_t unit_ns;
    std::optional<int64_t> expected;
  } rows[] = {
      {"0", 1, 0},
      {"0.012", kSecond, 12'000'000},
      {"1693840791.7564995", kSecond, 1'693'840'791'756'499'500},
      {"1.0000000019", kSecond, 1'000'000'001},
      {"2.7e-06", kSecond, 2'700},
      {"1E3", 1'000'000, 1'000'000'000},
      {"-1", 1'000'000, -1'000'000},
      {"200.0", 1, 200},
      {"0.00000000000000000000000000000001", kSecond, 0},
      {"9223372036854775807", 1, std::nullopt},  // no room is left for one more digit
      {"9223372036", kSecond, 9'223'372'036'000'000'000},
      {"9223372037", kSecond, std::nullopt},
      {"99999999999999999999", 1, std::nullopt},
      {"1e400", 1, std::nullopt},
      {"1e4000", 1, std::nullopt},
      {"0e400", 1, 0},
      {"", 1, std::nullopt},
      {"-", 1, std::nullopt},
      {".5", 1, std::nullopt},
      {"1.2.3", 1, std::nullopt},
      {"1e", 1, std::nullopt},
      {"1e-", 1, std::nullopt},
      {"0x10", 1, std::nullopt},
      {" 1", 1, std::nullopt},
  };
  for (const auto& row : rows) {
    INFO(row.text);
    CHECK(parse_decimal(row.text, row.unit_ns) == row.expected);
  }
}

TEST_CASE("stamps: the common log format's time", "[traffic]") {
  ClfClock clock;
  const struct {
    const char* text;
    const char* expected;
  } rows[] = {
      {"17/May/2015:10:05:03 +0000", "2015-05-17T10:05:03Z"},
      {"17/May/2015:10:05:59 +0000", "2015-05-17T10:05:59Z"},
      {"17/May/2015:10:05:03 +0200", "2015-05-17T08:05:03Z"},
      {"17/May/2015:10:06:03 +0200", "2015-05-17T08:06:03Z"},
      {"29/Feb/2016:23:59:60 -0130", "2016-03-01T01:30:00Z"},
      {"29/Feb/2015:10:05:03 +0000", "none"},
      {"17/May/2015:10:05:61 +0000", "none"},
      {"17/May/2015:10:05:0x +0000", "none"},
      {"17/May/2015:24:05:03 +0000", "none"},
      {"17/Mai/2015:10:05:03 +0000", "none"},
      {"17/ayJ/2015:10:05:03 +0000", "none"},
      {"17/May/2015:10:05:03 00000", "none"},
      {"17-May-2015:10:05:03 +0000", "none"},
      {"7/May/2015:10:05:03 +00000", "none"},
      {"", "none"},
  };
  for (int round = 0; round < 2; ++round) {  // the second time from memory
    for (const auto& row : rows) {
      INFO(row.text);
      const std::optional<WallTime> time = clock.read(row.text);
      CHECK((time ? to_rfc3339(*time, 0) : "none") == row.expected);
      CHECK(clock.read(row.text) == time);
    }
  }
}

TEST_CASE("stamps: the clock with a memory reads as the one without", "[traffic]") {
  IsoClock clock;
  const std::string zones[] = {"Z", "+02:00", "-0030", "+05", ""};
  for (uint64_t seed = 1; seed <= 5'000; ++seed) {
    const uint64_t number = draw({seed}, 0, Purpose::kSample, 0);
    const WallTime time{static_cast<int64_t>(number % 300) * 777'777'777 +
                        1'764'000'000'000'000'000};
    std::string text = to_rfc3339(time, static_cast<int>(number >> 32 & 15) % 10);
    text.replace(text.size() - 1, 1, zones[(number >> 40) % 5]);
    if (number >> 60 == 0) text[(number >> 48) % text.size()] = 'x';
    INFO("seed " << seed << ": " << text);
    CHECK(clock.read(text) == parse_rfc3339(text));
  }
  CHECK(clock.resolution_ns() == 1);
}

TEST_CASE("stamps: resolution is the finest that was written", "[traffic]") {
  IsoClock clock;
  clock.read("2025-11-24T16:00:00Z");
  CHECK(clock.resolution_ns() == 1'000'000'000);
  clock.read("2025-11-24T16:00:00.123Z");
  CHECK(clock.resolution_ns() == 1'000'000);
  clock.read("2025-11-24T16:00:01Z");
  CHECK(clock.resolution_ns() == 1'000'000);
  CHECK(resolution_of_digits(fraction_digits("1764000000.5")) == 100'000'000);
  CHECK(resolution_of_digits(fraction_digits("1.7e9")) == 1);
}

}  // namespace gw::traffic
