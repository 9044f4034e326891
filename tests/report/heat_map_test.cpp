#include "report/heat_map.hpp"

#include "support/catch.hpp"

namespace gw::report {

TEST_CASE("heat_map: the shade grows by quarters of the largest", "[report]") {
  const HeatMap map{.corner = "rate",
                    .columns = {"1s", "1m"},
                    .rows = {{"a", {{0}, {1}}, 1000, 400},
                             {"b", {{99}, {100}}, 1000, 400},
                             {"c", {{200, false, '*'}, {300}}, 1000, 400},
                             {"d", {{400, false, '!'}, {400, true}}, 1000, 400}}};
  CHECK(heat_map(map, {}) ==
        "  rate     1s        1m\n"
        "     a   0.0%      0.1% ░░\n"
        "     b   9.9% ░░  10.0% ▒▒\n"
        "     c  20.0%*▓▓  30.0% ██\n"
        "     d  40.0%!██      ·\n");
}

TEST_CASE("heat_map: nothing of nothing has no shade", "[report]") {
  const HeatMap map{.corner = "", .columns = {"1s"}, .rows = {{"a", {{0}}, 0, 0}}};
  CHECK(heat_map(map, {}) == "     1s\n  a   -\n");
}

}  // namespace gw::report
