#include "config/schema.hpp"

#include <map>
#include <set>
#include <string>

#include "config/dump.hpp"
#include "config/load.hpp"
#include "support/catch.hpp"

namespace gw::config {
namespace {

constexpr std::string_view kRoutes = "routes: [{path: /p, upstream_service: http://u}]\n";

// A file with the entries of one group in place of '@', otherwise valid.
std::string file_with(const Group& group, const std::string& entries) {
  static const std::map<std::string_view, std::string> kFiles{
      {"gw", "x-note: 1\n@routes: [{path: /p, upstream_service: http://u}]\n"},
      {"gateway", "gateway: {@}\n"},
      {"routes", "routes: [{@path: /p, upstream_service: http://u}]\n"},
      {"condition", "routes: [{path: /p, upstream_service: http://u, query: {q: {@}}}]\n"},
      {"transform_request",
       "routes: [{path: /p, upstream_service: http://u, transform_request: {@}}]\n"},
      {"mock", "routes: [{path: /p, mock: {@}}]\n"},
      {"services", "services: {s: {@url: http://u}}\n"},
      {"endpoints", "services: {s: {endpoints: [{@url: http://u}]}}\n"},
      {"load_balancing", "services: {s: {url: http://u, load_balancing: {@}}}\n"},
      {"circuit_breaker",
       "defaults: {circuit_breaker: {@failure_rate: 50%, slow_call_rate: 50%}}\n"},
      {"retries", "defaults: {retries: {@attempts: 1}}\n"},
      {"backoff", "defaults: {retries: {attempts: 1, backoff: {@}}}\n"},
      {"rate_limit", "defaults: {rate_limit: {@rate: 5/s}}\n"},
      {"queue", "defaults: {rate_limit: {rate: 5/s, queue: {@}}}\n"},
      {"rate_limits", "rate_limits: {all: {@rate: 5/s}}\n"},
      {"defaults", "defaults: {@}\n"},
      {"limits", "limits: {@}\n"},
      {"access_log", "access_log: {@file: a.log}\n"},
      {"lint", "lint: {@}\n"}};
  std::string text = kFiles.at(group.name);
  text.replace(text.find('@'), 1, entries);
  if (text.find("routes:") == std::string::npos) text += kRoutes;
  return text;
}

std::string entry(const Group& group, const Key& key, std::string_view value) {
  const std::string text = std::string(key.name) + ": " + std::string(value);
  return &group == &root_group() ? text + "\n" : text + ", ";
}

std::string outcome_of(const std::string& text) {
  const Loaded loaded = load("t.yaml", text);
  std::string out;
  for (const Diagnostic& one : loaded.diagnostics) out += to_text(loaded.source, one);
  return has_errors(loaded.diagnostics) ? out : out + Dump().run(loaded.config);
}

// Of one value, in whatever combination it stands.
bool is_about_the_value(const Diagnostic& one) {
  static const std::set<std::string> kOthers{
      "conflicting-keys",   "duplicate-key", "missing-key",       "unknown-service",
      "unknown-rate-limit", "unknown-param", "conflicting-values"};
  return one.severity == Severity::kError && kOthers.count(one.code) == 0;
}

}  // namespace

TEST_CASE("schema: writing every default changes nothing", "[config]") {
  for (const Group* group : all_groups()) {
    std::string defaults;
    for (const Key& key : group->keys) {
      const bool said_elsewhere = key.name == "schema_version" && group != &root_group();
      if (!key.fallback.empty() && !said_elsewhere) defaults += entry(*group, key, key.fallback);
    }
    INFO(file_with(*group, defaults));
    CHECK(outcome_of(file_with(*group, "")) == outcome_of(file_with(*group, defaults)));
  }
}

TEST_CASE("schema: every example is a value that its key takes", "[config]") {
  for (const Group* group : all_groups()) {
    for (const Key& key : group->keys) {
      if (key.example.empty()) continue;
      const std::string text = file_with(*group, entry(*group, key, key.example));
      const Loaded loaded =
          load("t.yaml", text, {.includes = [](const std::string&) {
                 return Result<std::vector<Text>>(std::vector{Text{"more.yaml", "routes: []"}});
               }});
      for (const Diagnostic& one : loaded.diagnostics) {
        INFO(to_text(loaded.source, one));
        CHECK_FALSE(is_about_the_value(one));
      }
    }
  }
}

TEST_CASE("schema: every key is described, and ranges are not empty", "[config]") {
  std::set<std::string_view> names;
  for (const Group* group : all_groups()) {
    INFO(group->name);
    CHECK(names.insert(group->name).second);
    CHECK(group->doc.ends_with('.'));
    std::set<std::string_view> keys;
    for (const Key& key : group->keys) {
      INFO(key.name);
      CHECK(keys.insert(key.name).second);
      CHECK(key.doc.ends_with('.'));
      CHECK(key.min <= key.max);
      CHECK((key.type != Type::kGroup || key.group != nullptr));
      CHECK((key.fallback.empty() || !key.required));
    }
  }
}

TEST_CASE("schema: each end of a range is taken and what is beyond refused", "[config]") {
  for (const Group* group : all_groups()) {
    for (const Key& key : group->keys) {
      if (key.type != Type::kInteger && key.type != Type::kMilliseconds) continue;
      const auto refused = [&](int64_t value) {
        const std::string text = file_with(*group, entry(*group, key, std::to_string(value)));
        for (const Diagnostic& one : load("t.yaml", text).diagnostics) {
          if (one.code == "out-of-range" || one.code == "unsupported-version") return true;
        }
        return false;
      };
      INFO(group->name << "." << key.name);
      CHECK_FALSE(refused(key.min));
      CHECK_FALSE(refused(key.max));
      CHECK(refused(key.min - 1));
      CHECK(refused(key.max + 1));
    }
  }
}

}  // namespace gw::config
