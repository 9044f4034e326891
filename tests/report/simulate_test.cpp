// The whole report of one made-up simulation, in both forms, against testdata/report.
#include "base/file.hpp"
#include "report/sample_results.hpp"
#include "report/simulate_json.hpp"
#include "report/simulate_text.hpp"
#include "support/catch.hpp"

namespace gw::report {

namespace {

std::string golden(const std::string& name) {
  return read_file(std::string(GW_SOURCE_DIR) + "/testdata/report/" + name, 1 << 20).value();
}

// The longest line in columns, without what paints it.
size_t longest_line(const std::string& text) {
  size_t longest = 0;
  size_t column = 0;
  for (const char c : text) {
    column = c == '\n' ? 0 : column + columns(std::string_view(&c, 1));
    longest = std::max(longest, column);
  }
  return longest;
}

}  // namespace

TEST_CASE("simulation: the whole text report at 80 columns", "[report]") {
  REQUIRE(simulation_text(sample_results(), {}) == golden("simulation.txt"));
}

TEST_CASE("simulation: the whole JSON report", "[report]") {
  REQUIRE(simulation_json(sample_results()) == golden("simulation.json"));
}

TEST_CASE("simulation: the text keeps to its width", "[report]") {
  for (const size_t width : {80U, 120U, 200U}) {
    CAPTURE(width);
    REQUIRE(longest_line(simulation_text(sample_results(), {.width = width})) <= width);
  }
}

TEST_CASE("simulation: colour changes nothing but colour", "[report]") {
  std::string text = simulation_text(sample_results(), {.color = true});
  REQUIRE(text.find("\x1b[31m") != std::string::npos);
  for (size_t at = text.find('\x1b'); at != std::string::npos; at = text.find('\x1b')) {
    text.erase(at, text.find('m', at) - at + 1);
  }
  REQUIRE(text == golden("simulation.txt"));
}

TEST_CASE("simulation: both readings of whole seconds are told when they differ", "[report]") {
  simulate::Results both = sample_results();
  both.totals.groups.of = {8'000, 30, 1'000, 0};
  both.totals.delayed = 0;
  both.clumped = simulate::OtherReading{{{7'990, 30, 1'010, 0}}, 0};
  CHECK(simulation_text(both, {}).find("Between") == std::string::npos);
  both.clumped = simulate::OtherReading{{{7'000, 29, 2'001, 0}}, 4};
  CHECK(simulation_text(both, {}).find(
            "\nBetween\n"
            "  the log has whole seconds: 1,000 rejected with the requests of a second spread\n"
            "  over it, 2,001 with all of them at its beginning; 0 and 4 delayed; 30 and 29\n"
            "  failed upstream.\n\n") != std::string::npos);
  CHECK(simulation_json(both).find("\"clumped\": {\n"
                                   "    \"answered\": 7000,\n"
                                   "    \"failed\": 29,\n"
                                   "    \"rejected\": 2001,\n"
                                   "    \"unrouted\": 0,\n"
                                   "    \"delayed\": 4\n"
                                   "  },\n") != std::string::npos);
}

TEST_CASE("simulation: nothing simulated makes a short report", "[report]") {
  simulate::Results nothing;
  nothing.config = "shop";
  REQUIRE(simulation_text(nothing, {}) == "No requests.\nshop\n");
}

}  // namespace gw::report
