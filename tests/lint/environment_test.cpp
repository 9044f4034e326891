// What a variable of the environment has to give is nothing to judge: where a rule finds a value,
// it finds nothing in a placeholder for it.
#include <cstdint>
#include <string>

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

}  // namespace

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

}  // namespace gw::lint
