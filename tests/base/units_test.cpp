#include "base/units.hpp"

#include "support/catch.hpp"

TEST_CASE("units: sizes", "[base]") {
  CHECK(gw::parse_bytes("64KiB")->value == 65536);
  CHECK(gw::parse_bytes("10MB")->value == 10'000'000);
  CHECK(gw::parse_bytes("4096")->value == 4096);
  CHECK(gw::parse_bytes("5k")->value == 5000);
  CHECK(gw::to_string(gw::Bytes{65536}) == "64KiB");
  for (const char* text : {"", "KiB", "-1", "1.5MB", "99999999999999999999", "20000000000GiB"}) {
    CHECK_FALSE(gw::parse_bytes(text).has_value());
  }
}

TEST_CASE("units: ratios are parts per million", "[base]") {
  CHECK(gw::parse_ratio("50%")->ppm == 500'000);
  CHECK(gw::parse_ratio("0.1%")->ppm == 1000);
  CHECK(gw::parse_ratio("0.25")->ppm == 250'000);
  CHECK(gw::to_string(gw::Ratio{125'000}) == "12.5%");
  for (const char* text : {"", "%", "-1%", "0.00001%", "abc", ".5", "5."}) {
    CHECK_FALSE(gw::parse_ratio(text).has_value());
  }
}

TEST_CASE("units: rates", "[base]") {
  CHECK(*gw::parse_rate("100/s") == gw::Rate{100, gw::seconds(1)});
  CHECK(*gw::parse_rate("10 / min") == gw::Rate{10, gw::seconds(60)});
  CHECK(*gw::parse_rate("3/10s") == gw::Rate{3, gw::seconds(10)});
  CHECK(gw::to_string(gw::Rate{5, gw::seconds(60)}) == "5/m");
  for (const char* text : {"0/s", "100", "/s", "1/0s", "-1/s", "1.5/s", "1/fortnight"}) {
    CHECK_FALSE(gw::parse_rate(text).has_value());
  }
}
