// A drafted configuration against the traffic that it was drafted from.
#include "report/draft_config.hpp"

#include <string>
#include <vector>

#include "lint/lint_text.hpp"
#include "lint/recipe.hpp"
#include "oracle/dice.hpp"
#include "support/catch.hpp"

namespace gw::report {
namespace {

using oracle::Dice;
using testing::Line;

std::string segment(Dice& dice) {
  constexpr const char* kWords[] = {"users", "orders", "search", "me", "items", "v1", "a'b", "~x"};
  switch (dice.between(0, 4)) {
    case 0:
      return std::to_string(dice.between(0, 50));
    case 1:
      return "p" + std::to_string(dice.between(0, 30)) + (dice.one_in(2) ? ".png" : "");
    default:
      return dice.pick<const char*>(kWords);
  }
}

// Half of it out of a few paths.
std::vector<Line> traffic_of(Dice& dice) {
  constexpr const char* kMethods[] = {"GET", "GET", "GET", "POST", "DELETE", "HEAD"};
  std::vector<std::string> known;
  std::vector<Line> lines;
  for (int i = 0; i < 600; ++i) {
    std::string path;
    for (int64_t level = dice.between(1, 4); level > 0; --level) path += "/" + segment(dice);
    if (dice.one_in(10)) path += "/";
    if (known.size() < 20) known.push_back(path);
    lines.push_back({.at_ms = i * dice.between(1, 900),
                     .client = "10.0.0." + std::to_string(dice.between(0, 9)),
                     .target = dice.one_in(2) ? path : dice.pick<std::string>(known),
                     .status = static_cast<uint16_t>(dice.one_in(4) ? 404 : 200),
                     .method = dice.pick<const char*>(kMethods)});
  }
  std::ranges::stable_sort(lines, {}, &Line::at_ms);
  return lines;
}

traffic::RouteDraft draft_of(const std::vector<Line>& lines) {
  traffic::RouteSketch sketch;
  for (const Line& line : lines) {
    traffic::Record record;
    record.method = line.method;
    record.target = line.target;
    record.status = line.status;
    sketch.add(record);
  }
  return sketch.finish();
}

// What stands in the file is drafted in two steps.
std::string final_text(const traffic::RouteDraft& draft, const std::vector<Line>& lines) {
  std::optional<simulate::Results> results;
  lint::lint_text(draft_config(draft, std::nullopt), {}, {}, [&](const auto& plan) {
    results = lint::meets(lines)(plan);
    return *results;
  });
  return draft_config(draft, results);
}

}  // namespace

TEST_CASE("draft: it is valid, lints clean and takes the traffic that it was drafted from",
          "[report]") {
  for (uint64_t seed = 1; seed <= 12; ++seed) {
    CAPTURE(seed);
    Dice dice(seed);
    const std::vector<Line> lines = traffic_of(dice);
    const std::string text = final_text(draft_of(lines), lines);
    CAPTURE(text);
    simulate::Results results;
    const lint::Linted linted = lint::lint_text(text, {}, {}, [&](const auto& plan) {
      results = lint::meets(lines)(plan);
      return results;
    });
    CHECK(results.unrouted.recorded_success == 0);
    for (const lint::Finding& one : linted.findings) {
      CHECK(lint::to_diagnostic(one).message.empty());
    }
    CHECK(linted.loaded.diagnostics.empty());
  }
}

TEST_CASE("draft: comments carry the counts of the traffic", "[report]") {
  const std::vector<Line> lines = lint::read_recipe(
      "90 every 1s GET /users/{n} 200 from 2\n"
      "10 every 1s POST /users 201 from 1\n"
      "50 every 1s GET /wp-admin 404 from 1\n");
  CHECK(final_text(draft_of(lines), lines) ==
        R"(# Drafted by gw init from 150 requests, 2026-01-01 00:00:00 to 00:01:29.
# 100 answered with success; these routes take 100.0% of them.
# The other 50 made no route of their own: what is always refused or not found, as
# scanners ask for it, is left out.
#
# A log does not tell which upstream answers, what may be cached or called by whom, nor
# whether two names are two things or two values of one parameter: look through it.

listen: 127.0.0.1:8080

# A longer request body is answered 413.
limits:
  max_body: 1MiB

defaults:
  # Until the head of the answer; then 504.
  timeout_ms: 30000
  # For each client and route; then 429. 99.9% of the clients of each route stayed within
  # 30 in a minute and the busiest sent 30; the limit is twice the former, rounded up.
  rate_limit: {requests_per_minute: 100}

services:
  # Where these requests are answered.
  upstream:
    url: http://upstream.internal:8080
    circuit_breaker: {consecutive_failures: 5, open_for: 30s}

routes:
  # 10 requests (6.7%)
  # gw-ignore GW301: a log does not tell who may write; ask for credentials here
  - path: "/users"
    method: POST
    upstream_service: upstream

  # 90 requests (60.0%)
  - path: "/users/{user_id}"
    method: GET
    upstream_service: upstream
)");
}

}  // namespace gw::report
