// What the rules say of the configurations that this project shows: nothing where they are shown as
// valid, so that a finding means something there.
#include "config/golden.hpp"
#include "lint/lint_text.hpp"
#include "support/catch.hpp"

namespace gw::lint {

TEST_CASE("lint: nothing is found in the configurations that are shown as valid", "[lint]") {
  size_t files = 0;
  for (const std::string& name : config::cases_in("valid")) {
    INFO(name);
    CHECK(found(lint_text(config::read_whole(config::testdata("valid/" + name)))) == "");
    ++files;
  }
  CHECK(files >= 14);
}

TEST_CASE("lint: what the policy tests run is clean, for a reason where a rule is silenced",
          "[lint]") {
  CHECK(found(lint_text(config::read_whole(config::testdata("../scenarios/config/shop.yaml")))) ==
        "");
}

TEST_CASE("lint: the demo has what the README shows, and no more", "[lint]") {
  CHECK(found(lint_text(config::read_whole(config::testdata("../demo/gw.yaml")))) ==
        "GW118:7 GW408:8 GW408:18 GW401:27 GW501:27 GW401:31 GW501:31 GW501:35 GW419:39 GW219:41 "
        "GW401:41 GW408:43 GW401:47 GW501:47 GW408:50 GW511:51");
}

}  // namespace gw::lint
