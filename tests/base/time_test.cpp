#include "base/time.hpp"

#include "support/catch.hpp"

using gw::parse_duration;
using gw::parse_rfc3339;

TEST_CASE("duration: text reads as exact nanoseconds", "[base]") {
  struct Row {
    const char* text;
    int64_t ns;
  };
  for (const Row& row : {Row{"0", 0}, Row{"250ms", 250'000'000}, Row{"1.5s", 1'500'000'000},
                         Row{"1h30m", 5'400'000'000'000}, Row{"10us", 10'000}, Row{"7ns", 7},
                         Row{"3d", 259'200'000'000'000}, Row{"0.000001ms", 1}}) {
    INFO(row.text);
    REQUIRE(parse_duration(row.text).has_value());
    CHECK(parse_duration(row.text)->ns == row.ns);
  }
}

TEST_CASE("duration: anything else is refused", "[base]") {
  for (const char* text : {"", "5", "-1s", "1 s", "s", "1x", "1.s", ".5s", "1..2s", "0.1ns",
                           "99999999999h", "1s2", "1e3s", "1S"}) {
    INFO(text);
    CHECK_FALSE(parse_duration(text).has_value());
  }
}

TEST_CASE("duration: printing and reading are inverse", "[base]") {
  for (const int64_t ns : {1L, 999L, 1000L, 90'000'000'000L, 86'400'000'000'001L, 250'000'000L}) {
    const std::string text = gw::to_string(gw::Duration{ns});
    INFO(text);
    CHECK(parse_duration(text)->ns == ns);
  }
  CHECK(gw::to_string(gw::milliseconds(250)) == "250ms");
  CHECK(gw::to_string(gw::seconds(90)) == "1m30s");
  CHECK(gw::to_string(gw::Duration{-1}) == "-1ns");
}

TEST_CASE("rfc3339: times read and print, offsets are honoured", "[base]") {
  CHECK(parse_rfc3339("1970-01-01T00:00:00Z")->ns == 0);
  CHECK(parse_rfc3339("2000-02-29T12:00:00+02:00")->ns == 951'818'400'000'000'000);
  CHECK(parse_rfc3339("1969-12-31T23:59:59.5Z")->ns == -500'000'000);
  CHECK(gw::to_rfc3339(*parse_rfc3339("2026-11-24T03:33:11.25Z"), 3) == "2026-11-24T03:33:11.250Z");
  CHECK(gw::to_rfc3339(gw::WallTime{-1}, 9) == "1969-12-31T23:59:59.999999999Z");
  for (const char* offset : {"+05:30", "+0530"}) {
    CHECK(parse_rfc3339("1970-01-01T05:30:00.25" + std::string(offset))->ns == 250'000'000);
  }
  CHECK(parse_rfc3339("1970-01-01T05:00:00+05")->ns == 0);
  CHECK(parse_rfc3339("1969-12-31 14:00:00-1000")->ns == 0);
  for (const char* text :
       {"2026-02-29T00:00:00Z", "2026-01-01T00:00:00", "2026-13-01T00:00:00Z",
        "2026-01-01T24:00:00Z", "2026-01-01T00:00:00.Z", "garbage", "2026-01-01T00:00:00+5",
        "2026-01-01T00:00:00+053", "2026-01-01T00:00:00+05:3", "2026-01-01T00:00:00+05:",
        "2026-01-01T00:00:00+05300", "2026-01-01T00:00:00+053:0", "2026-01-01T00:00:00+0560",
        "2026-01-01T00:00:00+2400", "2026-01-01T00:00:00+", "2026-01-01T00:00:00+05 30"}) {
    INFO(text);
    CHECK_FALSE(parse_rfc3339(text).has_value());
  }
}
