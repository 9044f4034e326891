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

TEST_CASE("simulation: nothing simulated makes a short report", "[report]") {
  simulate::Results nothing;
  nothing.config = "shop";
  REQUIRE(simulation_text(nothing, {}) == "No requests.\nshop\n");
}

}  // namespace gw::report
