#include "report/simulate_text.hpp"

#include "report/sample_results.hpp"
#include "support/catch.hpp"

namespace gw::report {

TEST_CASE("simulation: the whole text report at 80 columns", "[report]") {
  REQUIRE(simulation_text(sample_results(), {}) == R"(GOLDEN)");
}

}  // namespace gw::report
