// What a variable of the environment has to give is nothing to judge: where a rule finds a value,
// it finds nothing in a placeholder for it.
#include <cstdint>
#include <iterator>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "base/file.hpp"
#include "lint/lint_text.hpp"
#include "support/catch.hpp"

namespace gw::lint {
namespace {

struct Row {
  const char* rule;
  const char* value;  // in place of '@': what the rule finds
  const char* text;
  uint32_t replicas = 1;
};

// `word` in place of '@'.
std::string found_with(const Row& row, const std::string& word) {
  std::string text = row.text;
  text.replace(text.find('@'), 1, word);
  return found(lint_text(text, {{row.rule}, {}}, {row.replicas}));
}

constexpr Row kRows[] = {
    {"GW209", "0.0.0.0:80",
     "listen: '@'\nroutes: [{path: /a, upstream_service: 'http://a', auth_required: true}]"},
    {"GW209", "",
     "listen: '0.0.0.0:80'\ntrusted_proxies: [@]\n"
     "routes: [{path: /a, upstream_service: 'http://a', auth_required: true}]"},
    {"GW210", "Cookie",
     "routes: [{path: /a, upstream_service: 'http://a.example', auth_required: true, "
     "transform_request: {remove_header: '@'}}]"},
    {"GW301", "POST", "routes: [{path: /a, method: '@', upstream_service: 'http://a'}]"},
    {"GW405", "[POST]",
     "routes: [{path: /a, method: @, upstream_service: 'http://a', "
     "retries: {attempts: 1, non_idempotent: true}}]"},
    {"GW419", "3000",
     "routes: [{path: /a, upstream_service: 'http://a', timeout_ms: @, retries: {attempts: 1}}]"},
    {"GW501", "[]", "routes: [{path: /a, upstream_service: 'http://a', rate_limit: @}]"},
    {"GW501", "shadow",
     "routes: [{path: /a, upstream_service: 'http://a', rate_limit: {rate: 1/s, mode: '@'}}]"},
    {"GW503", "5/s", "routes: [{path: /a, upstream_service: 'http://a', rate_limit: {rate: @}}]",
     3},
    {"GW503", "5/s",
     "rate_limits: {all: {rate: @}}\n"
     "routes: [{path: /a, upstream_service: 'http://a', rate_limit: all}]",
     3},
    {"GW504", "9/m",
     "routes: [{path: /a, upstream_service: 'http://a', rate_limit: [{rate: 20/s, name: a}, "
     "{rate: @, name: b}]}]"},
    {"GW505", "1/s",
     "routes: [{path: /a, upstream_service: 'http://a', rate_limit: [{rate: @, name: a}, "
     "{rate: 999/m, name: b}]}]"},
    {"GW507", "99999",
     "routes: [{path: /a, upstream_service: 'http://a', rate_limit: {rate: 1/s, burst: @}}]"},
    {"GW508", "1000",
     "routes: [{path: /a, upstream_service: 'http://a', rate_limit: {requests_per_day: @}}]"},
    {"GW511", "",
     "gateway: {base_url: 'https://a.example'}\ntrusted_proxies: [@]\n"
     "routes: [{path: /a, upstream_service: 'http://a', rate_limit: {rate: 1/s}}]"},
    {"GW516", "1/s",
     "routes: [{path: /a, upstream_service: 'http://a', timeout_ms: 1000, "
     "rate_limit: {rate: @, queue: {max_wait: 5s}}}]"},
};

// ---- any value of the rules' own examples

std::string example(const Rule& rule, const std::string& name) {
  return read_file(GW_SOURCE_DIR "/testdata/lint/" + std::string(rule.id) + "/" + name, 1U << 20)
      .value();
}

Context context_of(const std::string& text) {
  return {text.starts_with("# replicas: 3") ? 3U : 1U};
}

struct Scalar {
  Span span;
  std::string text;
};

// Of a value under a key that is no choice of the linter's.
void scalars_in(const config::Node& node, std::vector<Scalar>& out) {
  if (node.kind == config::NodeKind::kScalar) out.push_back({node.span, node.text});
  for (const config::Node& item : node.items) scalars_in(item, out);
  for (const config::Entry& entry : node.entries) {
    if (entry.key != "lint" && entry.key != "include") scalars_in(entry.value, out);
  }
}

// What the rules say, "GW301:7", and `validate`, by its codes: what concerns several routes is told
// at the first that is known. And the message for whoever reads a failure.
std::map<std::string, std::string> told(const Linted& linted) {
  std::map<std::string, std::string> out;
  for (const Diagnostic& one : linted.loaded.diagnostics) out.emplace(one.code, one.message);
  for (const Finding& one : linted.findings) {
    const size_t line = linted.loaded.source.position(one.span.begin).line;
    out.emplace(std::string(one.rule->id) + ":" + std::to_string(line), one.message);
  }
  return out;
}

// What is said without the value and not with it.
void check_says_less(const std::string& text, const std::string& without) {
  const Context context = context_of(text);
  const auto all = told(lint_text(text, {}, context));
  for (const auto& [what, message] : told(lint_text(without, {}, context))) {
    INFO(without << "\n" << what << " " << message);
    CHECK(all.contains(what));
  }
}

// A reference in place of each value alone, and of all that are equal.
void check_says_less_without(const std::string& text) {
  std::vector<Scalar> all;
  const config::Loaded loaded = config::load("gw.yaml", text);
  scalars_in(*loaded.tree, all);
  for (const Scalar& one : all) {
    std::string alone = text;
    alone.replace(one.span.begin, one.span.end - one.span.begin, "'${env:X}'");
    check_says_less(text, alone);
    std::string equal = text;
    for (auto other = all.rbegin(); other != all.rend(); ++other) {
      if (other->text != one.text) continue;
      equal.replace(other->span.begin, other->span.end - other->span.begin, "'${env:X}'");
    }
    check_says_less(text, equal);
  }
}

// A comment behind each line that something is found on.
std::string with_comments(const Rule& rule, const std::string& text) {
  const Linted linted = lint_text(text, {}, context_of(text));
  std::set<uint32_t, std::greater<>> ends;
  for (const Finding& one : linted.findings) {
    ends.insert(static_cast<uint32_t>(text.find('\n', one.span.begin)));
  }
  std::string out = text;
  for (const uint32_t end : ends) out.insert(end, "  # gw-ignore " + std::string(rule.id) + ": so");
  return out;
}

}  // namespace

TEST_CASE("environment: without one of its values no more is said of a configuration", "[lint]") {
  for (const Rule& rule : rules()) {
    if (rule.needs_traffic || rule.id == "GW001") continue;
    INFO(rule.id);
    check_says_less_without(example(rule, "good.yaml"));
    check_says_less_without(example(rule, "bad.yaml"));
  }
}

TEST_CASE("environment: a comment that is needed with a value is not unused without it", "[lint]") {
  for (const Rule& rule : rules()) {
    if (rule.needs_traffic || rule.id == "GW001") continue;
    INFO(rule.id);
    const std::string text = with_comments(rule, example(rule, "bad.yaml"));
    CHECK(found(lint_text(text, {}, context_of(text))) == "");
    check_says_less_without(text);
  }
}

TEST_CASE("environment: a value that is not there is not judged", "[lint]") {
  for (const Row& row : kRows) {
    CAPTURE(row.rule, row.text);
    CHECK_FALSE(found_with(row, row.value).empty());
    const bool is_quoted = std::string(row.text).find("'@'") != std::string::npos;
    CHECK(found_with(row, is_quoted ? "${env:X}" : "'${env:X}'").empty());
  }
}

TEST_CASE("environment: a condition that waits for a variable meets no other", "[lint]") {
  const auto said = [](const std::string& one, const std::string& other) {
    return found(lint_text(
        "routes:\n  - {path: /a, upstream_service: 'http://a', query: {v: " + one +
            "}}\n  - {path: /a, upstream_service: 'http://b', query: {v: " + other + "}}\n",
        {{"GW10"}, {}}));
  };
  CHECK(said("{regex: '[0-9]'}", "{regex: '\\d'}") == "GW102:3");
  CHECK(said("{regex: '[0-9]'}", "{regex: '${env:X}'}").empty());
  CHECK(said("{regex: '\\D+'}", "{regex: '[a-z]+[0-9]*'}") == "GW104:3");
  CHECK(said("{regex: '\\D+'}", "{regex: '${env:X}'}").empty());
}

TEST_CASE("environment: upstreams are the same when they are written the same", "[lint]") {
  const auto said = [](const std::string& one, const std::string& other) {
    return lint_text("routes:\n  - {path: /admin, method: GET, auth_required: true, " + one +
                         "}\n  - {path: '/{item}', method: GET, " + other + "}\n",
                     {{"GW111"}, {}});
  };
  const Linted same = said("upstream_service: '${env:A}'", "upstream_service: '${env:A}'");
  CHECK(found(same) == "GW111:2");
  CHECK(
      same.findings.at(0).message.ends_with("to '${env:A}', which may take the two for the same"));
  for (const char* other : {"'${env:B}'", "'http://${env:A}'", "http://a"}) {
    CAPTURE(other);
    CHECK(found(said("upstream_service: '${env:A}'", "upstream_service: " + std::string(other))) ==
          "");
  }
  const std::string to = "upstream_service: '${env:A}'";
  CHECK(found(said(to, to + ", auth_required: '${env:AUTH}'")) == "");
  const std::string limited = to + ", rate_limit: {rate: 1/s}";
  CHECK(found(said(limited, to + ", auth_required: true")) == "GW111:2");
  CHECK(found(said(limited, to + ", auth_required: true, rate_limit: '${env:L}'")) == "");
}

TEST_CASE("environment: an upstream that waits may have a path of its own", "[lint]") {
  const auto said = [](const std::string& path, const std::string& upstream,
                       const std::string& other_path, const std::string& other) {
    return found(lint_text("services: {shop: {url: '${env:SHOP}'}}\nroutes:\n  - {path: '" + path +
                               "', method: GET, auth_required: true, upstream_service: '" +
                               upstream + "'}\n  - {path: '" + other_path +
                               "', method: GET, upstream_service: '" + other + "'}\n",
                           {{"GW111"}, {}}));
  };
  const std::string a = "${env:A}";
  // A wildcard adds its remainder to that path, and the other route adds none.
  CHECK(said("/shop/admin", "http://a", "/shop/*", "http://a") == "GW111:3");
  CHECK(said("/shop/admin", a, "/shop/*", a) == "");
  CHECK(said("/shop/admin", "http://" + a, "/shop/*", "http://" + a) == "");
  CHECK(said("/admin", a, "/{x}", a) == "GW111:3");
  CHECK(said("/shop/admin", a, "/shop/admin/*", a) == "GW111:3");
  CHECK(said("/admin/b/*", a, "/{x}/b/*", a) == "GW111:3");
  CHECK(said("/shop/admin/*", a, "/shop/*", a) == "");
  CHECK(said("/admin", "http://" + a + "/v1", "/{x}", "http://" + a + "/v1") == "GW111:3");
  CHECK(said("/v1", "http://" + a + "/v1", "/{x}", "http://" + a) == "");
  // A service's has none.
  CHECK(said("/shop/admin", "shop", "/shop/*", "shop") == "GW111:3");
}

TEST_CASE("environment: a service whose name waits may be any of them", "[lint]") {
  const auto said = [](const std::string& upstream) {
    return found(
        lint_text("services: {shop: {url: 'http://shop.internal', timeout_ms: 90000}}\n"
                  "routes: [{path: /a, method: GET, upstream_service: '" +
                      upstream + "'}]\n",
                  {{"GW118", "GW401", "GW402"}, {}}));
  };
  CHECK(said("http://a") == "GW118:1 GW401:2");
  CHECK(said("http://${env:A}") == "GW118:1 GW401:2");
  CHECK(said("${env:A}") == "");
  CHECK(said("shop") == "GW402:1");
}

TEST_CASE("environment: a comment is judged by what its rules read", "[lint]") {
  const auto said = [](const std::string& word, const std::string& more) {
    return found(
        lint_text("limits: {max_body: 1MiB}\ndefaults: {rate_limit: {rate: 1/s}}\n"
                  "routes:\n  - {path: /a, method: GET, mock: {}}  # gw-ignore " +
                      word + ": so\n  - {path: /b, method: GET, mock: {}" + more + "}\n",
                  {}));
  };
  CHECK(said("GW402", "") == "GW001:4");
  CHECK(said("GW402", ", auth_required: '${env:X}'") == "GW001:4");
  CHECK(said("GW402", ", timeout_ms: '${env:X}'") == "");
  CHECK(said("GW4", ", timeout_ms: '${env:X}'") == "");
  CHECK(said("auth", ", timeout_ms: '${env:X}'") == "GW001:4");
  CHECK(said("auth", ", auth_required: '${env:X}'") == "");
  CHECK(said("root-path-upstream", ", name: '${env:X}'") == "");
  CHECK(said("GW999", ", timeout_ms: '${env:X}'") == "GW001:4");
}

}  // namespace gw::lint
