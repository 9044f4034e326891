// Tables, lines and bars.
#include "report/braille.hpp"
#include "report/log2.hpp"
#include "report/progress.hpp"
#include "report/sparkline.hpp"
#include "report/style.hpp"
#include "report/table.hpp"
#include "support/catch.hpp"

namespace gw::report {

TEST_CASE("style: text is cut and wrapped by code points", "[report]") {
  REQUIRE(fitted("äöü", 3) == "äöü");
  REQUIRE(fitted("äöüß", 3) == "äö…");
  REQUIRE(wrapped("one two three four", 9, 2) == "one two\n  three\n  four");
  REQUIRE(wrapped("a-word-longer-than-the-line x", 10, 0) == "a-word-longer-than-the-line\nx");
}

TEST_CASE("style: colour is added only when wanted", "[report]") {
  REQUIRE(painted({.color = false}, Paint::kRed, "x") == "x");
  REQUIRE(painted({.color = true}, Paint::kRed, "x") == "\x1b[31mx\x1b[0m");
  REQUIRE(painted({.color = true}, Paint::kRed, "").empty());
}

TEST_CASE("table: columns align, empty ones are left out, no line ends in spaces", "[report]") {
  Table table({{.heading = "name", .align = Column::Align::kLeft},
               {.heading = "n"},
               {.heading = "nothing"},
               {.heading = "last", .align = Column::Align::kLeft}});
  table.add({"a", "1,000", "", "x"});
  table.add({"long-ä", "2", "", ""});
  REQUIRE(table.text({}) ==
          "  name        n  last\n"
          "  a       1,000  x\n"
          "  long-ä      2\n");
}

TEST_CASE("table: the widest column that may shrink is cut to fit", "[report]") {
  Table table(
      {{.heading = "name", .align = Column::Align::kLeft, .shrinks_to = 10}, {.heading = "count"}});
  table.add({std::string(60, 'x'), "12"});
  REQUIRE(table.text({.width = 40}) ==
          "  name                             count\n"
          "  xxxxxxxxxxxxxxx…xxxxxxxxxxxxxxx     12\n");
}

TEST_CASE("sparkline: the largest is full, zero is empty, a little is not nothing", "[report]") {
  const std::vector<uint64_t> values{0, 1, 250, 500, 750, 1000};
  REQUIRE(sparkline(values) == " ▁▂▄▆█");
  REQUIRE(sparkline({}).empty());
  const std::vector<uint64_t> zeros{0, 0};
  REQUIRE(sparkline(zeros) == "  ");
}

TEST_CASE("sparkline: values are condensed into equal parts", "[report]") {
  const std::vector<uint64_t> values{1, 2, 3, 4, 5, 6, 7};
  const Condensed condensed = condense(values, 3);
  REQUIRE(condensed.per == 3);
  REQUIRE(condensed.values == std::vector<uint64_t>{6, 15, 7});
  REQUIRE(condense(values, 7).values == values);
}

TEST_CASE("sparkline: bars grow in eighths", "[report]") {
  REQUIRE(bar(0, 10, 4).empty());
  REQUIRE(bar(10, 10, 4) == "████");
  REQUIRE(bar(5, 10, 4) == "██");
  REQUIRE(bar(1, 1000, 4) == "▏");
  REQUIRE(bar(3, 8, 1) == "▍");
}

TEST_CASE("braille: a curve falls without gaps and ends where it should", "[report]") {
  const std::vector<CurvePlace> falling{{0, kBrailleWhole}, {kBrailleWhole, 0}};
  REQUIRE(braille_curve(falling, 4, 2) == std::vector<std::string>{"⠑⢄  ", "  ⠑⢄"});
  const std::vector<CurvePlace> steep{{0, kBrailleWhole}, {0, 0}, {kBrailleWhole, 0}};
  REQUIRE(braille_curve(steep, 3, 2) == std::vector<std::string>{"⡇  ", "⣇⣀⣀"});
  const std::vector<CurvePlace> one{{kBrailleWhole / 2, kBrailleWhole / 2}};
  REQUIRE(braille_curve(one, 1, 1) == std::vector<std::string>{"⠐"});
  REQUIRE(braille_curve({}, 2, 1) == std::vector<std::string>{"  "});
}

TEST_CASE("log2: exact for powers of two, and never falls", "[report]") {
  for (int bit = 0; bit < 63; ++bit) {
    REQUIRE(log2_scaled(uint64_t{1} << bit) == static_cast<uint64_t>(bit) << 16);
  }
  for (uint64_t value = 1; value < 2000; ++value) {
    REQUIRE(log2_scaled(value) <= log2_scaled(value + 1));
  }
}

TEST_CASE("progress: what is left follows from what took how long", "[report]") {
  REQUIRE(progress_line(2000, 50, 200, seconds(10)) == "  2,000 records, 25%, 200/s, 30s left");
  REQUIRE(progress_line(2000, 50, 0, seconds(10)) == "  2,000 records, 200/s");
  REQUIRE(progress_line(0, 0, 200, seconds(0)) == "  0 records, 0%, 0/s");
}

}  // namespace gw::report
