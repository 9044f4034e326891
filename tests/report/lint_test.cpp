#include "report/lint.hpp"

#include <nlohmann/json.hpp>
#include <set>

#include "lint/lint_text.hpp"
#include "lint/rule.hpp"
#include "report/rules.hpp"
#include "support/catch.hpp"

namespace gw::report {
namespace {

const std::string kText = R"(services:
  old: {url: "http://old.internal"}
defaults: {timeout_ms: 3000, rate_limit: {rate: 10/s}}
routes:
  - {path: /a, method: GET, mock: {}}
)";

// Both views are of `linted`.
LintedFile file_of(const lint::Linted& linted) {
  return {&linted.loaded.source, &linted.loaded.diagnostics, &linted.findings};
}

}  // namespace

TEST_CASE("lint: each format says what was found", "[report]") {
  const lint::Linted linted = lint::lint_text(kText);
  const LintedFile file = file_of(linted);
  const std::span<const LintedFile> files(&file, 1);
  const std::string print = nlohmann::json::parse(lint_gitlab(files))[0]["fingerprint"];
  CHECK(lint_concise(files) ==
        "gw.yaml:2:3: warning: no route uses the service 'old' [GW118 unused-definition]\n");
  CHECK(lint_summary(files) == "gw.yaml: 1 warning\n");
  CHECK(lint_statistics(files) == "      1  GW118 unused-definition\n");
  CHECK(lint_markdown(files) ==
        "| place | severity | rule | finding |\n|---|---|---|---|\n"
        "| gw.yaml:2 | warning | GW118 unused-definition | no route uses the service 'old' |\n");
  const std::string message =
      "message=\"no route uses the service 'old'; remove it, or name it where it belongs\"";
  CHECK(lint_checkstyle(files) ==
        R"(<?xml version="1.0" encoding="UTF-8"?>
<checkstyle version="4.3">
  <file name="gw.yaml">
    <error line="2" column="3" severity="warning" )" +
            message + R"( source="gw.GW118"/>
  </file>
</checkstyle>
)");
  CHECK(lint_junit(files) ==
        R"(<?xml version="1.0" encoding="UTF-8"?>
<testsuites name="gw lint" tests="1" failures="1">
  <testsuite name="gw.yaml" tests="1" failures="1">
    <testcase name="GW118 unused-definition" classname="gw.yaml" file="gw.yaml" line="2">
      <failure type="warning" )" +
            message +
            R"(>gw.yaml:2:3</failure>
    </testcase>
  </testsuite>
</testsuites>
)");
  CHECK(nlohmann::json::parse(lint_gitlab(files)) ==
        nlohmann::json::parse(R"([{"description": "no route uses the service 'old'",
          "check_name": "GW118 unused-definition", "fingerprint": ")" +
                              print + R"(", "severity": "minor",
          "location": {"path": "gw.yaml", "lines": {"begin": 2, "end": 2}}}])"));
}

TEST_CASE("lint: a clean file is one passed test", "[report]") {
  lint::Linted linted = lint::lint_text(kText);
  linted.findings.clear();
  const LintedFile file = file_of(linted);
  const std::string junit = lint_junit({&file, 1});
  CHECK(junit.find("tests=\"1\" failures=\"0\"") != std::string::npos);
  CHECK(junit.find("<testcase name=\"clean\" classname=\"gw.yaml\"/>") != std::string::npos);
  CHECK(lint_summary({&file, 1}) == "gw.yaml: clean\n");
}

TEST_CASE("lint: SARIF names places, rules and fingerprints as code scanning wants", "[report]") {
  const lint::Linted linted = lint::lint_text(kText);
  const LintedFile file = file_of(linted);
  const auto log = nlohmann::json::parse(lint_sarif({&file, 1}, "1.2.3"));
  CHECK(log["version"] == "2.1.0");
  const auto& run = log["runs"][0];
  CHECK(run["tool"]["driver"]["version"] == "1.2.3");
  const auto& rule = run["tool"]["driver"]["rules"][0];
  CHECK(rule["id"] == "GW118");
  CHECK(rule["name"] == "UnusedDefinition");
  CHECK_FALSE(rule["help"]["markdown"].get<std::string>().empty());
  const auto& result = run["results"][0];
  CHECK(result["ruleId"] == "GW118");
  CHECK(result["ruleIndex"] == 0);
  CHECK(result["level"] == "warning");
  CHECK(result["partialFingerprints"]["gw/v1"].get<std::string>().size() == 16);
  CHECK(result["locations"][0]["physicalLocation"] ==
        nlohmann::json::parse(R"({"artifactLocation": {"uri": "gw.yaml", "uriBaseId": "%SRCROOT%"},
          "region": {"startLine": 2, "startColumn": 3, "endLine": 2, "endColumn": 6}})"));
}

// Its documentation, "SARIF support for code scanning": the properties that it wants.
TEST_CASE("lint: SARIF has what GitHub asks for of each rule and result", "[report]") {
  const lint::Linted linted = lint::lint_text(kText +
                                              "  - {path: /b, method: GET, auth_required: true, "
                                              "upstream_service: \"http://b.internal\"}\n");
  REQUIRE_FALSE(linted.loaded.diagnostics.empty());
  REQUIRE(linted.findings.size() >= 2);
  const LintedFile file = file_of(linted);
  const auto log = nlohmann::json::parse(lint_sarif({&file, 1}, "1"));
  CHECK(log["$schema"].get<std::string>().find("sarif-2.1.0") != std::string::npos);
  const auto& run = log["runs"][0];
  CHECK(run["tool"]["driver"]["name"] == "gw");
  const auto& rules = run["tool"]["driver"]["rules"];
  for (const auto& rule : rules) {
    INFO(rule.dump());
    CHECK_FALSE(rule["id"].get<std::string>().empty());
    CHECK_FALSE(rule["name"].get<std::string>().empty());
    for (const char* text : {"shortDescription", "fullDescription", "help"}) {
      CHECK_FALSE(rule[text]["text"].get<std::string>().empty());
    }
    CHECK(rule["defaultConfiguration"].contains("level"));
  }
  REQUIRE(run["results"].size() == linted.loaded.diagnostics.size() + linted.findings.size());
  for (const auto& result : run["results"]) {
    INFO(result.dump());
    CHECK(rules[result["ruleIndex"].get<size_t>()]["id"] == result["ruleId"]);
    CHECK_FALSE(result["message"]["text"].get<std::string>().empty());
    CHECK_FALSE(result["partialFingerprints"].empty());
    const auto& place = result["locations"][0]["physicalLocation"];
    const std::string uri = place["artifactLocation"]["uri"];
    CHECK_FALSE((uri.starts_with('/') || uri.find(':') != std::string::npos));
    for (const char* number : {"startLine", "startColumn", "endLine", "endColumn"}) {
      CHECK(place["region"][number] >= 1);
    }
  }
}

TEST_CASE("lint: a fingerprint stays when lines come above, equal findings differ", "[report]") {
  const auto prints = [](const std::string& text) {
    const lint::Linted linted = lint::lint_text(text);
    const LintedFile file = file_of(linted);
    std::vector<std::string> out;
    for (const auto& one : nlohmann::json::parse(lint_gitlab({&file, 1}))) {
      out.push_back(one["fingerprint"]);
    }
    return out;
  };
  const auto before = prints(kText);
  CHECK(prints("# one\n# two\n" + kText) == before);
  std::string two = kText;
  two.insert(two.find("defaults"), "  new: {url: \"http://new.internal\"}\n");
  const auto after = prints(two);
  REQUIRE(after.size() == 2);
  CHECK(after[0] == before[0]);
  CHECK(after[1] != after[0]);
}

TEST_CASE("rules: every page says with which options a finding can be mended", "[report]") {
  constexpr std::string_view kSafe = "gw lint --fix";
  constexpr std::string_view kUnsafe = "gw lint --fix --unsafe-fixes";
  for (const lint::Rule& rule : lint::rules()) {
    INFO(rule.id);
    const lint::Rule* const one[] = {&rule};
    for (const std::string& page : {rule_pages(one), rules_markdown(one)}) {
      CHECK((page.find(kSafe) != std::string::npos) == (rule.fixable != lint::Fixable::kNo));
      CHECK((page.find(kUnsafe) != std::string::npos) ==
            (rule.fixable == lint::Fixable::kUnsafely));
    }
    CHECK(nlohmann::json::parse(rules_json(one))["rules"][0]["fixable"] == name(rule.fixable));
  }
  CHECK(lint::find_rule("GW407")->fixable == lint::Fixable::kUnsafely);
}

TEST_CASE("lint: findings in one long line have a place and a fingerprint each", "[report]") {
  std::string json = R"({"services": {)";
  for (int i = 0; i < 300; ++i) {
    json += "\"s" + std::to_string(i) + R"(": {"url": "http://s.internal"}, )";
  }
  json += R"("t": {"url": "http://t.internal"}}, "routes": [{"path": "/a", "mock": {}}]})";
  const lint::Linted linted = lint::lint_text(json, {{"GW118"}, {}});
  const LintedFile file = file_of(linted);
  const auto found = nlohmann::json::parse(lint_json({&file, 1}))["files"][0]["findings"];
  REQUIRE(found.size() == 301);
  std::set<std::string> prints;
  for (const auto& one : found) {
    CHECK(one["line"] == 1);
    const size_t column = one["column"];
    CHECK(json.substr(column - 1, 2) == (prints.size() < 300 ? "\"s" : "\"t"));
    prints.insert(one["fingerprint"]);
  }
  CHECK(prints.size() == 301);
}

TEST_CASE("lint: what stands elsewhere names its route in formats of one line", "[report]") {
  const lint::Linted linted = lint::lint_text(R"(
services: {s: {url: "http://s.internal", timeout_ms: 90000, circuit_breaker: {}}}
routes:
  - {name: slow, path: /a, method: GET, auth_required: true, upstream_service: s}
)");
  const LintedFile file = file_of(linted);
  const std::span<const LintedFile> files(&file, 1);
  const std::string message = "every limit for 1m30s (route 'slow')";
  for (const std::string& text :
       {lint_concise(files), lint_github(files), lint_gitlab(files), lint_checkstyle(files),
        lint_junit(files), lint_markdown(files)}) {
    CAPTURE(text);
    CHECK(text.find(message) != std::string::npos);
  }
  CHECK(lint_text(files, {}).find("(route 'slow')") == std::string::npos);
}

TEST_CASE("lint: the secret of a URL that is refused is in no report", "[report]") {
  const lint::Linted linted{config::load("gw.yaml",
                                         "services:\n"
                                         "  a: {url: 'u:hunter2@h/x'}\n"
                                         "  b: {url: 'http://h/x?token=hunter2'}\n"
                                         "routes:\n"
                                         "  - {path: /a, upstream_service: 'u:hunter2@h'}\n"),
                            {}};
  CHECK(linted.loaded.diagnostics.size() == 3);
  const LintedFile file = file_of(linted);
  const std::span<const LintedFile> files(&file, 1);
  for (const std::string& text :
       {lint_text(files, {}), lint_concise(files), lint_json(files), lint_sarif(files, "1"),
        lint_junit(files), lint_github(files), lint_gitlab(files), lint_checkstyle(files),
        lint_markdown(files)}) {
    CHECK(text.find("bad-url") != std::string::npos);
    CHECK(text.find("hunter2") == std::string::npos);
  }
}

TEST_CASE("lint: a secret is in no report", "[report]") {
  const lint::Linted linted = lint::lint_text(R"(
services: {s: {url: "http://s.internal"}}
routes:
  - path: /a
    upstream_service: s
    transform_request: {add_header: {X-Api-Key: hunter2hunter2}}
)");
  const LintedFile file = file_of(linted);
  const std::span<const LintedFile> files(&file, 1);
  for (const std::string& text :
       {lint_text(files, {}), lint_concise(files), lint_json(files), lint_sarif(files, "1"),
        lint_junit(files), lint_github(files), lint_gitlab(files), lint_checkstyle(files),
        lint_markdown(files)}) {
    CHECK(text.find("GW205") != std::string::npos);
    CHECK(text.find("hunter2") == std::string::npos);
  }
}

}  // namespace gw::report
