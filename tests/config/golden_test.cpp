#include "config/golden.hpp"

#include <set>
#include <string>

#include "config/problem.hpp"
#include "config/schema.hpp"
#include "support/catch.hpp"

namespace gw::config {
namespace {

std::string expectation(const std::string& folder, const std::string& name) {
  return testdata(folder + "/" + name + ".expect");
}

}  // namespace

TEST_CASE("load: says all of what is wrong with each invalid file", "[config]") {
  for (const std::string& name : cases_in("invalid")) {
    INFO(name);
    const Loaded loaded = load_case("invalid", name);
    CHECK(has_errors(loaded.diagnostics));
    CHECK(outcome(loaded) == read_whole(expectation("invalid", name)));
  }
}

TEST_CASE("load: reads each valid file as expected", "[config]") {
  for (const std::string& name : cases_in("valid")) {
    INFO(name);
    const Loaded loaded = load_case("valid", name);
    CHECK_FALSE(has_errors(loaded.diagnostics));
    CHECK(outcome(loaded) == read_whole(expectation("valid", name)));
  }
}

TEST_CASE("problem: every code has a case", "[config]") {
  // Their files would be large: load_test.cpp has them.
  std::set<std::string, std::less<>> shown{"too-large", "too-many-problems"};
  for (const char* folder : {"invalid", "valid"}) {
    for (const std::string& name : cases_in(folder)) {
      for (const Diagnostic& one : load_case(folder, name).diagnostics) shown.insert(one.code);
    }
  }
  for (const std::string_view code : kCodeNames) {
    INFO(code);
    CHECK(shown.count(code) == 1);
  }
  CHECK(shown.size() == kCodeNames.size());
}

TEST_CASE("schema: the checked-in JSON Schema and man page are fresh", "[config]") {
  CHECK(json_schema() == read_whole(testdata("gw.schema.json")));
  CHECK(man_page() == read_whole(GW_SOURCE_DIR "/man/gw-config.5"));
}

// Not a test: writes what the tests above compare with. Look at the difference before a commit.
TEST_CASE("write the expectations", "[.update]") {
  for (const char* folder : {"invalid", "valid"}) {
    for (const std::string& name : cases_in(folder)) {
      REQUIRE(write_file(expectation(folder, name), outcome(load_case(folder, name))));
    }
  }
  REQUIRE(write_file(testdata("gw.schema.json"), json_schema()));
  REQUIRE(write_file(GW_SOURCE_DIR "/man/gw-config.5", man_page()));
}

}  // namespace gw::config
