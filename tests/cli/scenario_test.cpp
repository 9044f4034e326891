// gw explain and gw test as a user runs them.
#include <signal.h>

#include <filesystem>
#include <nlohmann/json.hpp>
#include <string>

#include "base/text.hpp"
#include "cli/command_line.hpp"
#include "support/catch.hpp"

namespace gw::testing {

namespace {

constexpr const char* kConfig = R"(
routes:
  - {name: a, path: /a, upstream_service: "http://a", rate_limit: {requests_per_minute: 1}}
  - {name: b, path: /b, upstream_service: "http://b"}
)";

constexpr const char* kFails = R"(config: gw.yaml
tests:
  - name: one <of> two
    steps:
      - request: GET /a
        times: 2
        expect: 200
  - name: fine
    steps: [{request: GET /b, expect: {route: b}}]
)";

}  // namespace

TEST_CASE("cli: explain's exit codes and what it asks for", "[cli]") {
  const CommandLine gw;
  gw.file("gw.yaml", kConfig);
  gw.file("wrong.yaml", "routes: [{path: /a}]\n");
  struct Row {
    const char* line;
    int code;
    const char* err;
  };
  for (const Row& row : std::initializer_list<Row>{
           {"gw explain gw.yaml /a", 0, ""},
           {"gw explain gw.yaml -X PUT -H 'X: y' --header 'Z:' /a --user u --client ::1", 0, ""},
           {"gw explain gw.yaml /a --at 2026-11-24T08:00:00Z", 0, ""},
           {"gw explain gw.yaml /nowhere", 0, ""},
           {"gw explain GW101", 0, ""},
           {"gw explain", 2, "gw: explain: no CONFIG given\nsee 'gw explain --help'\n"},
           {"gw explain gw.yaml", 2,
            "gw: explain: 'gw.yaml' is no rule, and a configuration needs the path of a request "
            "behind it\nsee 'gw explain --help'\n"},
           {"gw explain gw.yaml GW999", 2,
            "gw: explain: a target is a path that begins with '/', a URL or '*', not 'GW999'\n"},
           {"gw explain gw.yaml /a /b", 2,
            "gw: explain: one request at a time\nsee 'gw explain --help'\n"},
           {"gw explain gw.yaml /a -H $'X: a\\nb'", 2,
            "gw: explain: --header: the value of 'X' holds a line break\n"},
           {"gw explain gw.yaml /a -H x", 2,
            "gw: explain: --header is 'NAME: VALUE', and one has no ':'\n"},
           {"gw explain gw.yaml /a -X 'GE T'", 2,
            "gw: explain: --method is a word such as GET, not 'GE T'\n"},
           {"gw explain gw.yaml /a --client 999.1.1.1", 2,
            "gw: explain: --client is an address such as 192.0.2.1, not '999.1.1.1'\n"},
           {"gw explain gw.yaml /a --at noon", 2,
            "gw: explain: --at is a time such as 2026-11-24T08:00:00Z\n"},
           {"gw explain gw.yaml /a -X", 2,
            "gw: explain: --method needs a value: METHOD\nsee 'gw explain --help'\n"},
           {"gw explain none.yaml /a", 2,
            "gw: cannot open 'none.yaml': No such file or directory\n"}}) {
    CAPTURE(row.line);
    const Finished done = gw(std::string("cd {dir} && ") + row.line);
    CHECK(done.code == row.code);
    CHECK(done.err == row.err);
    CHECK(done.out.empty() == (row.code != 0));
  }
  const Finished wrong = gw("cd {dir} && gw explain wrong.yaml /a");
  CHECK(wrong.code == 2);
  CHECK(wrong.err.starts_with("wrong.yaml:1:10: error: "));
  CHECK(gw("gw explain GW501").out == gw("gw rule GW501").out);
}

TEST_CASE("cli: explain as JSON", "[cli]") {
  const CommandLine gw;
  gw.file("gw.yaml", kConfig);
  const auto json =
      nlohmann::json::parse(gw("cd {dir} && gw explain gw.yaml /a?x=1 --format json").out);
  CHECK(json["request"]["target"] == "/a?x=1");
  CHECK(json["routes"][0]["fate"] == "won");
  CHECK(json["other_routes"] == 1);
  CHECK(json["policies"][1]["says"] == "0 left of 1 in 1m, counted by client:192.0.2.1");
  CHECK(json["upstream"]["target"] == "/a?x=1");
  CHECK(json["upstream"]["headers"][0]["change"] == "set");
  CHECK(json["answer"].is_null());
  const auto none =
      nlohmann::json::parse(gw("cd {dir} && gw explain gw.yaml /c --format json").out);
  CHECK(none["upstream"].is_null());
  CHECK(none["answer"]["status"] == 404);
}

TEST_CASE("cli: test shows a failure at its place with what the request met", "[cli]") {
  const CommandLine gw;
  gw.file("gw.yaml", kConfig);
  gw.file("t.yaml", kFails);
  const Finished done = gw("cd {dir} && gw test t.yaml");
  CHECK(done.code == 1);
  CHECK(done.err == "2 tests: 1 passed, 1 failed\n");
  CHECK(done.out == R"(t.yaml
  FAIL  one <of> two

t.yaml:7:17: error: the status is 429, expected 200 [expectation-failed]
 7 |         expect: 200
   |                 ^^^
  request 2 of 2, GET /a, at 0s: rate-limited, 429
    + route a
    - limit a/limit: 1 in 1m: none left for 1m

  ok    fine

reached
  gw.yaml: routes 2 of 2, policies 1 of 1
)");
}

TEST_CASE("cli: test's exit codes", "[cli]") {
  const CommandLine gw;
  gw.file("gw.yaml", kConfig);
  gw.file("t.yaml", kFails);
  gw.file("typo.yaml",
          "config: gw.yaml\ntests: [{name: n, steps: [{request: GET /a, expect: "
          "{route: ax}}]}]\n");
  gw.file("lost.yaml", "config: none.yaml\ntests: [{name: n, steps: [{request: GET /a}]}]\n");
  gw.file("in_place.yaml",
          "config: {routes: [{path: /a, upstream_service: 'http://a', headers: "
          "{X: {regex: '('}}}]}\ntests: [{name: n, steps: [{request: GET /a}]}]\n");
  struct Row {
    const char* line;
    int code;
    const char* err;
  };
  for (const Row& row : std::initializer_list<Row>{
           {"gw test --filter nomatch t.yaml", 2,
            "gw: test: no test has a name that holds 'nomatch'\n"},
           {"gw test --filter fine t.yaml", 0, "1 test: 1 passed, 0 failed\n"},
           {"gw test --filter fine --fail-under 50% t.yaml", 1,
            "1 test: 1 passed, 0 failed\ngw.yaml: the tests reach less than 50%\n"},
           {"gw test --filter fine --fail-under 0 t.yaml", 0, "1 test: 1 passed, 0 failed\n"},
           {"gw test --filter two --fail-under 51 t.yaml", 1,
            "1 test: 0 passed, 1 failed\ngw.yaml: the tests reach less than 51%\n"},
           {"gw test --fail-under 101 t.yaml", 2,
            "gw: test: --fail-under is a percentage, 0 to 100\n"},
           {"gw test none.yaml", 2, "gw: cannot open 'none.yaml': No such file or directory\n"},
           {"gw test lost.yaml", 2,
            "lost.yaml:1:9: error: cannot open 'none.yaml': No such file or directory "
            "[unreadable-config]\n"
            " 1 | config: none.yaml\n"
            "   |         ^^^^^^^^^\n"},
           {"gw test typo.yaml", 2,
            "typo.yaml:2:61: error: the configuration has no route 'ax' [unknown-route]\n"
            " 2 | tests: [{name: n, steps: [{request: GET /a, expect: {route: ax}}]}]\n"
            "   |                                                             ^^\n"
            "  hint: did you mean 'a'?\n"},
           {"gw test in_place.yaml", 2,
            "in_place.yaml:1:73: error: the pattern is not valid: missing ): ( [bad-regex]\n"
            " 1 | config: {routes: [{path: /a, upstream_service: 'http://a', headers: {X: {regex: "
            "'('}}}]}\n"
            "   |                                                                         "
            "^^^^^^^^^^^\n"
            "  hint: the syntax is that of RE2, without look-around and back-references\n"}}) {
    CAPTURE(row.line);
    const Finished done = gw(std::string("cd {dir} && ") + row.line);
    CHECK(done.code == row.code);
    CHECK(done.err == row.err);
  }
}

TEST_CASE("cli: test --watch runs again when a test or its configuration changes", "[cli]") {
  const TempDirectory directory;
  directory.file("gw.yaml", kConfig);
  const std::string path = directory.file("t.yaml", kFails);
  Child watching(directory.path(), "watching", {GW_BINARY, "test", "--watch", path});
  REQUIRE(watching.wait_for_err("2 tests: 1 passed, 1 failed\n", 20));
  directory.file("t.yaml", std::string(kFails) + "  - {name: more, steps: [{request: GET /b}]}\n");
  REQUIRE(watching.wait_for_err("3 tests: 2 passed, 1 failed\n", 20));
  directory.file("gw.yaml",
                 std::string(kConfig).replace(std::string(kConfig).find(": 1}"), 4, ": 2}"));
  REQUIRE(watching.wait_for_err("3 tests: 3 passed, 0 failed\n", 20));
  watching.signal(SIGINT);
  CHECK(watching.wait(20) == 130);
}

TEST_CASE("cli: test --watch runs again when an included file changes, one that is wrong too",
          "[cli]") {
  const TempDirectory directory;
  directory.file("gw.yaml", "include: more.yaml\n");
  const auto route = [](const std::string& path) {
    return "routes:\n  - {path: " + path + ", mock: {}}\n";
  };
  directory.file("more.yaml", route("nothing"));
  const std::string path = directory.file(
      "t.yaml",
      "config: gw.yaml\ntests:\n  - {name: a, steps: [{request: GET /a, expect: 200}]}\n");
  Child watching(directory.path(), "watching", {GW_BINARY, "test", "--watch", path});
  REQUIRE(watching.wait_for_err("more.yaml:2:12: error", 20));
  directory.file("more.yaml", route("/b"));
  REQUIRE(watching.wait_for_err("1 test: 0 passed, 1 failed\n", 20));
  directory.file("more.yaml", route("/a"));
  REQUIRE(watching.wait_for_err("1 test: 1 passed, 0 failed\n", 20));
  watching.signal(SIGINT);
  CHECK(watching.wait(20) == 130);
}

TEST_CASE("cli: test --watch runs again when a pattern of the configuration takes other files",
          "[cli]") {
  const TempDirectory directory;
  const auto route = [](const std::string& path) {
    return "routes:\n  - {path: " + path + ", mock: {status: 200}}\n";
  };
  directory.file("gw.yaml", "include: ['parts/**/*.yaml', '*.more']\n" + route("/z"));
  std::filesystem::create_directory(directory.path() + "/parts");
  directory.file("parts/b.yaml", route("/b"));
  directory.file("z.more", route("/y"));
  const std::string path = directory.file(
      "t.yaml",
      "config: gw.yaml\ntests:\n  - {name: a, steps: [{request: GET /a, expect: 200}]}\n");
  Child watching(directory.path(), "watching", {GW_BINARY, "test", "--watch", path});
  REQUIRE(watching.wait_for_err("1 test: 0 passed, 1 failed\n", 20));
  std::filesystem::create_directories(directory.path() + "/parts/new/deep");
  directory.file("parts/new/deep/a.yaml", route("/a"));
  REQUIRE(watching.wait_for_err("1 test: 1 passed, 0 failed\n", 20));
  std::filesystem::rename(directory.path() + "/parts/new", directory.path() + "/gone");
  REQUIRE(watching.wait_for_err("1 test: 1 passed, 0 failed\n\n", 20));
  watching.signal(SIGINT);
  CHECK(watching.wait(20) == 130);
}

TEST_CASE("cli: test --watch waits for a file that a pattern has none of yet", "[cli]") {
  const TempDirectory directory;
  directory.file("gw.yaml", "include: 'parts/more/*.yaml'\n");
  const std::string path = directory.file(
      "t.yaml",
      "config: gw.yaml\ntests:\n  - {name: a, steps: [{request: GET /a, expect: 200}]}\n");
  Child watching(directory.path(), "watching", {GW_BINARY, "test", "--watch", path});
  REQUIRE(watching.wait_for_err("no file is called 'parts/more/*.yaml'", 20));
  std::filesystem::create_directory(directory.path() + "/parts");
  std::filesystem::create_directory(directory.path() + "/parts/more");
  directory.file("parts/more/a.yaml", "routes:\n  - {path: /a, mock: {status: 200}}\n");
  REQUIRE(watching.wait_for_err("1 test: 1 passed, 0 failed\n", 20));
  watching.signal(SIGINT);
  CHECK(watching.wait(20) == 130);
}

TEST_CASE("cli: test tells the warnings of a configuration in place", "[cli]") {
  const CommandLine gw;
  gw.file("t.yaml",
          "config:\n  routes:\n    - {path: /a, mock: {}}\n"
          "    - {path: /c, upstream_service: \"http://c\", auth_required: true}\n"
          "tests:\n  - {name: a, steps: [{request: GET /a, expect: 200}]}\n");
  const Finished done = gw("cd {dir} && gw test t.yaml");
  CHECK(done.code == 0);
  CHECK(done.err.find("t.yaml:4:") != std::string::npos);
  CHECK(done.err.find("[auth-without-scheme]") != std::string::npos);
}

TEST_CASE("cli: test for machines", "[cli]") {
  const CommandLine gw;
  gw.file("gw.yaml", kConfig);
  gw.file("t.yaml", kFails);
  const auto json = nlohmann::json::parse(gw("cd {dir} && gw test --format json t.yaml").out);
  CHECK(json["failed"] == 1);
  const auto& failed = json["files"][0]["tests"][0];
  CHECK(failed["name"] == "one <of> two");
  CHECK(failed["failures"][0]["line"] == 7);
  CHECK(failed["failures"][0]["trail"][1]["passed"] == false);
  CHECK(json["coverage"][0]["routes"]["reached"] == 2);
  CHECK(gw("cd {dir} && gw test --format junit --filter two t.yaml").out ==
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
        "<testsuites name=\"gw test\" tests=\"1\" failures=\"1\">\n"
        "  <testsuite name=\"t.yaml\" tests=\"1\" failures=\"1\">\n"
        "    <testcase classname=\"t.yaml\" name=\"one &lt;of&gt; two\" time=\"0.000\">\n"
        "      <failure message=\"the status is 429, expected 200\">"
        "t.yaml:7:17: error: the status is 429, expected 200 [expectation-failed]&#10;"
        " 7 |         expect: 200&#10;   |                 ^^^&#10;"
        "  request 2 of 2, GET /a, at 0s: rate-limited, 429&#10;"
        "    + route a&#10;    - limit a/limit: 1 in 1m: none left for 1m&#10;</failure>\n"
        "    </testcase>\n  </testsuite>\n</testsuites>\n");
}

TEST_CASE("cli: the test files of this project pass and reach every policy", "[cli]") {
  const CommandLine gw;
  const Finished done = gw("gw test --format json testdata/scenarios/*.yaml");
  CHECK(done.code == 0);
  const auto json = nlohmann::json::parse(done.out);
  CHECK(json["passed"] >= 25);
  for (const auto& one : json["coverage"]) {
    INFO(one.dump());
    CHECK(one["policies"]["reached"] == one["policies"]["of"]);
  }
}

TEST_CASE("cli: the example of gw-test(5) passes", "[cli]") {
  const CommandLine gw;
  const std::string page = project_file("man/gw-test.5");
  const std::string begin = ".Bd -literal\n";
  const size_t at = page.find(begin) + begin.size();
  gw.file("t.yaml", page.substr(at, page.find(".Ed", at) - at));
  const Finished done = gw("cd {dir} && gw test --fail-under 100 t.yaml");
  CHECK(done.code == 0);
  CHECK(done.err == "2 tests: 2 passed, 0 failed\n");
}

}  // namespace gw::testing
