#include "report/diagnostics.hpp"

#include "support/catch.hpp"

namespace gw::report {

namespace {

const SourceText kSource("gw.yaml", "routes:\n  - path: /a\n    rate_limits: 5\n");

Diagnostic diagnostic(Severity severity, Span span, std::string message) {
  return {severity, "unknown-key", span, std::move(message), {}, {}};
}

Diagnostics two() {
  Diagnostics all{diagnostic(Severity::kWarning, {10, 20}, "a path, or: 100% of one"),
                  diagnostic(Severity::kError, {25, 36}, "unknown key 'rate_limits'")};
  all[1].hint = "did you mean 'rate_limit'?";
  all[1].notes.push_back({{0, 6}, "in these routes"});
  return all;
}

}  // namespace

TEST_CASE("diagnostics: text separates two by an empty line", "[report]") {
  const Diagnostics found = two();
  const CheckedFile file{&kSource, &found};
  REQUIRE(diagnostics_text({&file, 1}, {}) ==
          "gw.yaml:2:3: warning: a path, or: 100% of one [unknown-key]\n"
          " 2 |   - path: /a\n"
          "   |   ^^^^^^^^^^\n"
          "\n"
          "gw.yaml:3:5: error: unknown key 'rate_limits' [unknown-key]\n"
          " 3 |     rate_limits: 5\n"
          "   |     ^^^^^^^^^^^\n"
          "gw.yaml:1:1: note: in these routes\n"
          " 1 | routes:\n"
          "   | ^^^^^^\n"
          "  hint: did you mean 'rate_limit'?\n");
  const std::string colored = diagnostics_text({&file, 1}, {.color = true});
  REQUIRE(colored.find("gw.yaml:3:5: \x1b[31merror:\x1b[0m unknown key") != std::string::npos);
}

TEST_CASE("diagnostics: the summary counts", "[report]") {
  const Diagnostics found = two();
  const Diagnostics none;
  const Diagnostics warning{diagnostic(Severity::kWarning, {}, "w")};
  const std::vector<CheckedFile> files{{&kSource, &found}, {&kSource, &none}};
  REQUIRE(diagnostics_summary(files) == "2 files: 1 error, 1 warning\n");
  REQUIRE(diagnostics_summary(std::span(files).subspan(1)) == "gw.yaml: valid\n");
  const CheckedFile warned{&kSource, &warning};
  REQUIRE(diagnostics_summary({&warned, 1}) == "gw.yaml: valid, 1 warning\n");
}

TEST_CASE("diagnostics: GitHub annotations put errors first and escape", "[report]") {
  const Diagnostics found = two();
  const SourceText odd("a,b:c.yaml", std::string(kSource.text()));
  const CheckedFile file{&odd, &found};
  REQUIRE(diagnostics_github({&file, 1}) ==
          "::error file=a%2Cb%3Ac.yaml,line=3,endLine=3,col=5,endColumn=16,title=unknown-key"
          "::unknown key 'rate_limits'%0Adid you mean 'rate_limit'?\n"
          "::warning file=a%2Cb%3Ac.yaml,line=2,endLine=2,col=3,endColumn=13,title=unknown-key"
          "::a path, or: 100%25 of one\n");
}

TEST_CASE("diagnostics: what is not for a terminal is escaped for GitHub too", "[report]") {
  const Diagnostics found{diagnostic(Severity::kError, {0, 6}, "bad \x1b[31m\tname\r\n \xff é")};
  const SourceText odd("a\x1b\n\x7f.yaml", std::string(kSource.text()));
  const CheckedFile file{&odd, &found};
  CHECK(diagnostics_github({&file, 1}) ==
        "::error file=a\\x1b%0A\\x7f.yaml,line=1,endLine=1,col=1,endColumn=7,title=unknown-key"
        "::bad \\x1b[31m\\x09name%0D%0A \\xff é\n");
  CHECK(diagnostics_summary({&file, 1}) == "a\\x1b\\x0a\\x7f.yaml: 1 error\n");
}

TEST_CASE("diagnostics: what GitHub would hide is counted in a notice", "[report]") {
  const Diagnostics found(13, diagnostic(Severity::kError, {0, 6}, "bad"));
  const CheckedFile file{&kSource, &found};
  const std::string text = diagnostics_github({&file, 1});
  REQUIRE(text.ends_with(
      "::notice title=gw::3 findings beyond what GitHub shows; see the log of this step\n"));
}

TEST_CASE("diagnostics: JSON holds every place and replaces broken UTF-8", "[report]") {
  Diagnostics found = two();
  found.erase(found.begin());
  found[0].hint = "not \xff UTF-8";
  const CheckedFile file{&kSource, &found};
  REQUIRE(diagnostics_json({&file, 1}) == R"({
  "schema_version": 1,
  "errors": 1,
  "warnings": 0,
  "files": [
    {
      "file": "gw.yaml",
      "valid": false,
      "diagnostics": [
        {
          "severity": "error",
          "code": "unknown-key",
          "file": "gw.yaml",
          "line": 3,
          "column": 5,
          "end_line": 3,
          "end_column": 16,
          "message": "unknown key 'rate_limits'",
          "hint": "not )"
                                          "\xEF\xBF\xBD"
                                          R"( UTF-8",
          "notes": [
            {
              "file": "gw.yaml",
              "line": 1,
              "column": 1,
              "end_line": 1,
              "end_column": 7,
              "message": "in these routes"
            }
          ]
        }
      ]
    }
  ]
}
)");
}

}  // namespace gw::report
