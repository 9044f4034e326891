#include "report/number.hpp"

#include "support/catch.hpp"

namespace gw::report {

TEST_CASE("number: a share is rounded but never to nothing nor to all", "[report]") {
  struct Row {
    uint64_t part;
    uint64_t whole;
    const char* text;
  };
  for (const Row& row : std::initializer_list<Row>{{0, 0, "-"},
                                                   {0, 7, "0.0%"},
                                                   {7, 7, "100.0%"},
                                                   {1, 3, "33.3%"},
                                                   {2, 3, "66.7%"},
                                                   {1, 2000, "0.1%"},
                                                   {1, 2001, "<0.1%"},
                                                   {9999, 10000, ">99.9%"},
                                                   {UINT64_MAX / 2, UINT64_MAX, "50.0%"}}) {
    CAPTURE(row.part, row.whole);
    REQUIRE(percent(row.part, row.whole) == row.text);
  }
}

TEST_CASE("number: a length shows its two largest units", "[report]") {
  struct Row {
    Duration length;
    const char* text;
  };
  for (const Row& row : std::initializer_list<Row>{{nanoseconds(0), "0s"},
                                                   {nanoseconds(12), "12ns"},
                                                   {microseconds(35), "35us"},
                                                   {milliseconds(420), "420ms"},
                                                   {milliseconds(999), "999ms"},
                                                   {milliseconds(12340), "12.3s"},
                                                   {seconds(12), "12s"},
                                                   {milliseconds(59960), "1m"},
                                                   {seconds(65), "1m05s"},
                                                   {seconds(3600), "1h"},
                                                   {seconds(11520), "3h12m"},
                                                   {seconds(86399), "1d"},
                                                   {seconds(86400 + 7200), "1d02h"},
                                                   {seconds(-65), "-1m05s"}}) {
    CAPTURE(row.length.ns);
    REQUIRE(approximate(row.length) == row.text);
  }
}

TEST_CASE("number: a span of time says its date once", "[report]") {
  const WallTime morning = parse_rfc3339("2026-11-20T08:00:03Z").value();
  REQUIRE(span_of(morning, morning) == "2026-11-20 08:00:03");
  REQUIRE(span_of(morning, morning + seconds(60)) == "2026-11-20 08:00:03 to 08:01:03");
  REQUIRE(span_of(morning, morning + seconds(86400)) ==
          "2026-11-20 08:00:03 to 2026-11-21 08:00:03");
}

}  // namespace gw::report
