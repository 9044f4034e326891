#include "lint/baseline.hpp"

#include <algorithm>
#include <set>

#include "lint/fingerprint.hpp"
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

std::string retried(const std::string& path, const std::string& list) {
  return "  - path: " + path +
         "\n    method: GET\n    upstream_service: \"http://a.internal\"\n    retries: {attempts: "
         "1, 'on': " +
         list + "}\n";
}

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

TEST_CASE("baseline: what is mended in one file brings nothing back in another", "[lint]") {
  const auto linted = [&](const std::string& list) {
    const auto include = [&](const std::string&) -> Result<std::vector<config::Text>> {
      return std::vector<config::Text>{{"a.yaml", "routes:\n" + retried("/a", list)},
                                       {"b.yaml", "routes:\n" + retried("/b", "[429, 503]")}};
    };
    Linted out{config::load("gw.yaml", "include: '*.yaml'\n", {.includes = include}), {}};
    REQUIRE_FALSE(has_errors(out.loaded.diagnostics));
    const compile::Compiled compiled = compile::compile(out.loaded.config, {}, {});
    const Context context;
    out.findings = lint({out.loaded, *compiled.plan, context}, {{"GW407"}, {}});
    return out;
  };
  const Linted before = linted("[429, 503]");
  Baseline baseline;
  baseline.add(before.loaded.source, before.findings);
  REQUIRE(baseline.size() == 2);
  Linted after = linted("[503]");
  REQUIRE(after.findings.size() == 1);
  baseline.filter(after.loaded.source, after.findings);
  CHECK(after.findings.empty());
}

TEST_CASE("fingerprint: equal ones are counted file by file", "[lint]") {
  SourceText source("gw.yaml", "a: 1\na: 1\n");
  source.add("b.yaml", "a: 1\n");
  const std::vector<std::string> prints = fingerprints(
      source, {{"GW1", {0, 4}}, {"GW1", {5, 9}}, {"GW1", {11, 15}}, {"GW2", {11, 15}}});
  CHECK(prints[1] != prints[0]);
  CHECK(prints[2] == prints[0]);
  CHECK(prints[3] != prints[0]);
}

TEST_CASE("fingerprint: it stands on the spot and not on what is around it", "[lint]") {
  // Of GW402, at the key; GW301, at the route's path or name; GW205, at a value; and GW410, at a
  // breaker.
  const auto prints = [](const std::string& route, const std::string& before = "") {
    std::vector<std::string> out;
    for (const Finding& one :
         lint_text("services:\n  s: {url: \"http://s.internal\", circuit_breaker: "
                   "{failure_rate: 50%, minimum_calls: 2}}\nroutes:\n" +
                       before + "  - {path: /a, upstream_service: s, " + route + "}\n",
                   {{"GW402", "GW301", "GW205", "GW410"}, {}})
             .findings) {
      out.push_back(one.fingerprint);
    }
    return out;
  };
  const std::string header = "transform_request: {add_header: {X-Api-Key: 4f8b1c77d2}}";
  const std::vector<std::string> all = prints("timeout_ms: 90000, " + header);
  REQUIRE(all.size() == 4);
  CHECK(prints(header + ", timeout_ms:   90000 ") == std::vector{all[0], all[1], all[3], all[2]});
  CHECK(prints("connect_timeout_ms: 900, timeout_ms: 90000, " + header) == all);
  CHECK(prints("timeout_ms: 90000, " + header, "  - {path: /b, method: GET, mock: {}}\n") == all);
  // Another value, key, header or route is another spot.
  const auto kept = [&](const std::vector<std::string>& some) {
    std::string out;
    for (size_t i = 0; i < all.size(); ++i) {
      if (std::ranges::find(some, all[i]) != some.end()) out += std::to_string(i);
    }
    return out;
  };
  CHECK(kept(prints("timeout_ms: 90001, " + header)) == "013");
  CHECK(kept(prints("timeout_ms: 90000, transform_request: {add_header: {X-Key: 4f8b1c77d2}}")) ==
        "012");
  CHECK(kept(prints("name: r, timeout_ms: 90000, " + header)) == "0");
}

TEST_CASE("fingerprint: one of several equal findings is mended, the others stay known", "[lint]") {
  const auto prints = [](const std::string& methods) {
    std::set<std::string> out;
    for (const Finding& one :
         lint_text("routes:\n  - {path: /a, method: POST, upstream_service: \"http://a\"}\n"
                   "  - {path: /a, method: " +
                       methods + ", upstream_service: \"http://a\"}\n",
                   {{"GW301"}, {}})
             .findings) {
      CHECK(out.insert(one.fingerprint).second);
    }
    return out;
  };
  const std::set<std::string> both = prints("PUT");
  REQUIRE(both.size() == 2);
  const std::set<std::string> one = prints("GET");
  REQUIRE(one.size() == 1);
  CHECK(both.contains(*one.begin()));
}

TEST_CASE("fingerprint: when one is kept silent the others keep theirs", "[lint]") {
  const std::string ignored = "  # gw-ignore GW407: mine\n";
  const auto prints = [&](const std::string& comment) {
    std::vector<std::string> out;
    for (const Finding& one : lint_text("routes:\n" + comment + retried("/a", "[429, 503]") +
                                            retried("/b", "[429, 503]"),
                                        {{"GW407"}, {}})
                                  .findings) {
      out.push_back(one.fingerprint);
    }
    return out;
  };
  const std::vector<std::string> all = prints("");
  REQUIRE(all.size() == 2);
  CHECK(all[0] != all[1]);
  CHECK(prints(ignored) == std::vector<std::string>{all[1]});
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
