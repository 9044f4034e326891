// The rules are silent on what testdata shows as valid, so that a finding means something there.
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

}  // namespace gw::lint
