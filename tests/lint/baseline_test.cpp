#include "lint/baseline.hpp"

#include "lint/lint_text.hpp"
#include "support/catch.hpp"

namespace gw::lint {
namespace {

const std::string kText = R"(
services:
  shop: {url: "http://shop.internal"}
  old: {url: "http://old.internal"}
limits: {max_body: 1MiB}
defaults: {timeout_ms: 3000, rate_limit: {rate: 10/s}}
routes:
  - {path: /a, method: GET, upstream_service: shop}
)";

std::vector<std::string> told(const std::string& text) {
  Baseline baseline;
  const SourceText source("base.txt", text);
  std::vector<std::string> out;
  for (const Diagnostic& one : baseline.read(source)) {
    out.push_back(std::to_string(source.position(one.span.begin).line) + ": " + one.message);
  }
  return out;
}

}  // namespace

TEST_CASE("baseline: what it holds is silent, also when lines move; what is new is told",
          "[lint]") {
  Linted linted = lint_text(kText);
  REQUIRE(found(linted) == "GW408:3 GW118:4");
  Baseline written;
  written.add(linted.loaded.source, linted.findings);
  Baseline baseline;
  CHECK(baseline.read(SourceText("base.txt", written.to_text())).empty());
  CHECK(baseline.size() == 2);
  Linted moved = lint_text("# one\n# two\n" + kText + "  - {path: /b, method: POST, mock: {}}\n" +
                           "  - {path: /c, method: DELETE, upstream_service: shop}\n");
  baseline.filter(moved.loaded.source, moved.findings);
  CHECK(found(moved) == "GW301:12");
  baseline.filter(linted.loaded.source, linted.findings);
  CHECK(linted.findings.empty());
}

TEST_CASE("baseline: files have the names that they have from its place", "[lint]") {
  Linted linted = lint_text(kText);
  Baseline baseline([](const std::string& name) { return "../conf/" + name; });
  baseline.add(linted.loaded.source, linted.findings);
  CHECK(baseline.to_text().find(" GW118 ../conf/gw.yaml\n") != std::string::npos);
  Baseline elsewhere;
  CHECK(elsewhere.read(SourceText("base.txt", baseline.to_text())).empty());
  elsewhere.filter(linted.loaded.source, linted.findings);
  CHECK(linted.findings.size() == 2);
  baseline.filter(linted.loaded.source, linted.findings);
  CHECK(linted.findings.empty());
}

TEST_CASE("baseline: a text that is none is told at its place", "[lint]") {
  using Lines = std::vector<std::string>;
  CHECK(told("# gw lint baseline 1\n\n# mine\n0123456789abcdef GW501 a file.yaml\n").empty());
  CHECK(told("") == Lines{"1: this is no baseline of gw lint"});
  CHECK(told("{}") == Lines{"1: this is no baseline of gw lint"});
  for (const char* line :
       {"0123456789abcde GW501 a", "0123456789abcdeX GW501 a", "x", "0123456789abcdef",
        "0123456789abcdef GW501", "0123456789abcdef GW501 "}) {
    INFO(line);
    CHECK(told("# gw lint baseline 1\n" + std::string(line)) ==
          Lines{"2: expected a fingerprint, a rule and a file"});
  }
}

}  // namespace gw::lint
