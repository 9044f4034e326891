// Rules that need traffic: their numbers against slow counts of the same lines, and what they say
// without any or with too little.
#include <algorithm>
#include <map>
#include <ranges>
#include <set>
#include <string>

#include "lint/lint_text.hpp"
#include "lint/recipe.hpp"
#include "oracle/dice.hpp"
#include "support/catch.hpp"

namespace gw::lint {
namespace {

using oracle::Dice;
using testing::Line;

const std::string kShop = R"(
services:
  shop: {url: "http://shop.internal", circuit_breaker: {failure_rate: 50%, consecutive_failures: 5}}
defaults: {timeout_ms: 3000}
routes:
  - {name: list, path: /orders, method: GET, upstream_service: shop,
     rate_limit: {requests_per_minute: LIMIT}}
  - {name: one, path: "/orders/{id}", method: GET, upstream_service: shop,
     rate_limit: {requests_per_minute: MANY}}
  - {name: dead, path: /dead, method: GET, upstream_service: shop,
     rate_limit: {requests_per_minute: 60}}
)";

std::string with_limit(int64_t limit, int64_t many = 1000) {
  std::string text = kShop;
  text.replace(text.find("LIMIT"), 5, std::to_string(limit));
  return text.replace(text.find("MANY"), 4, std::to_string(many));
}

std::vector<Line> traffic_of(Dice& dice) {
  constexpr const char* kTargets[] = {"/orders",   "/orders", "/orders?page=2", "/orders/9",
                                      "/orders/9", "/old/7",  "/old/8/x",       "/gone"};
  constexpr const char* kMethods[] = {"GET", "GET", "GET", "PUT"};
  std::vector<Line> lines;
  int64_t now = 0;
  for (int i = 0; i < 6000; ++i) {
    now += dice.between(0, 200);
    lines.push_back({.at_ms = now,
                     .client = "10.0.0." + std::to_string(dice.between(0, dice.between(0, 50))),
                     .target = dice.pick<const char*>(kTargets),
                     .status = static_cast<uint16_t>(dice.one_in(5) ? 404 : 200),
                     .method = dice.pick<const char*>(kMethods)});
  }
  return lines;
}

bool is_one(const Line& line) {
  return line.method == "GET" && line.target == "/orders/9";
}

bool is_list(const Line& line) {
  return line.method == "GET" && (line.target == "/orders" || line.target == "/orders?page=2");
}

// "N ... M ..." of the finding of a rule; empty when there is none.
std::string message_of(const Linted& linted, std::string_view id) {
  for (const Finding& one : linted.findings) {
    if (one.rule->id == id) return one.message;
  }
  return {};
}

// A fixed window by the book: refused requests, and each client's most in one window.
struct SlowLimit {
  uint64_t refused = 0;
  std::map<std::string, int64_t> peaks;

  SlowLimit(const std::vector<Line>& lines, bool (*counts)(const Line&), int64_t limit) {
    std::map<std::string, std::pair<int64_t, int64_t>> windows;  // when it opened, how many
    for (const Line& line : lines) {
      if (!counts(line)) continue;
      auto [window, is_new] = windows.try_emplace(line.client, line.at_ms, 0);
      auto& [opened, count] = window->second;
      if (line.at_ms - opened >= 60'000) window->second = {line.at_ms, 0};
      ++count;
      refused += count > limit ? 1 : 0;
      peaks[line.client] = std::max(peaks[line.client], count);
    }
  }
};

}  // namespace

TEST_CASE("traffic rules: what rests on a field that the log does not hold is not told", "[lint]") {
  const auto told = [](const std::string& condition) {
    const std::string text =
        "routes:\n  - {path: \"/users/{id}\", method: GET, " + condition +
        ", upstream_service: \"http://a.internal\"}\n"
        "  - {path: /other, method: GET, upstream_service: \"http://a.internal\"}\n";
    const std::string log =
        "1100 every 100ms GET /users/7 200 from 5\n"
        "20 every 1s GET /other 200 from 5\n20 every 1s GET /gone 200 from 5";
    std::string out;
    for (const Finding& one :
         lint_text(text, {{"GW006", "GW007"}, {}}, {}, meets(read_recipe(log))).findings) {
      out += std::string(one.rule->id) + " " + one.message.substr(0, 27) + "\n";
    }
    return out;
  };
  const std::string gone = "GW007 20 requests answered with s\n";
  CHECK(told("timeout_ms: 3000") == gone);
  CHECK(told("host: api.example.com") == gone);
  CHECK(told("headers: {X-V: '2'}") == gone);
  CHECK(told("query: {v: '2'}") ==
        "GW007 1,120 requests answered wit\nGW006 none of 1,140 requests from\n");
}

TEST_CASE("traffic rules: the numbers of messages are those of a slow count", "[lint]") {
  size_t below = 0;
  for (uint64_t seed = 1; seed <= 10; ++seed) {
    CAPTURE(seed);
    Dice dice(seed);
    const std::vector<Line> lines = traffic_of(dice);
    const int64_t limit = dice.between(5, 60);
    const SlowLimit loose(lines, is_one, 1);
    const int64_t busiest = std::ranges::max(std::views::values(loose.peaks));
    const Linted linted = lint_text(with_limit(limit, busiest * 30), {}, {}, meets(lines));

    const auto count = [&](auto&& meets) { return grouped(std::ranges::count_if(lines, meets)); };
    const auto is_lost = [](const Line& line) {
      return line.status == 200 && line.target.find("/orders") == std::string::npos;
    };
    CHECK(message_of(linted, "GW007")
              .starts_with(count(is_lost) + " requests answered with success would"));
    const auto gone = [&](const Line& line) {
      return is_lost(line) && line.target == "/gone" && line.method == "GET";
    };
    CHECK(message_of(linted, "GW007").find("GET /gone (" + count(gone) + ")") != std::string::npos);
    const auto is_put = [](const Line& line) {
      return line.status == 200 && line.method == "PUT" && line.target.starts_with("/orders") &&
             line.target != "/orders/9";
    };
    CHECK(message_of(linted, "GW115")
              .starts_with(count(is_put) + " requests answered with success would"));
    CHECK(message_of(linted, "GW006").starts_with("none of 6,000 requests from 2026-01-01T00:00:"));

    CHECK(std::ranges::count_if(lines, is_one) >= 1000);
    CHECK(message_of(linted, "GW518")
              .starts_with(std::to_string(busiest * 30) +
                           "/m is 30 times what anybody sends: the busiest of " +
                           std::to_string(loose.peaks.size()) + " keys sent " +
                           std::to_string(busiest) + " in 1m, over 6,000 requests from"));

    const SlowLimit slow(lines, is_list, limit);
    const auto over =
        std::ranges::count_if(slow.peaks, [&](const auto& peak) { return peak.second > limit; });
    const int64_t most = std::ranges::max(std::views::values(slow.peaks));
    const std::string told = message_of(linted, "GW517");
    CHECK(told.empty() == (most <= limit));
    if (told.empty()) continue;
    ++below;
    CHECK(told == std::to_string(limit) + "/m is below what clients send: " + grouped(over) +
                      " of " + std::to_string(slow.peaks.size()) + " keys" +
                      (over == 1 ? " needs" : " need") + " more, and 99.9% get by with " +
                      std::to_string(most) + " in 1m; " + grouped(slow.refused) + " of " +
                      count(is_list) + " requests are refused");
  }
  CHECK(below > 2);
}

TEST_CASE("traffic rules: little traffic is no evidence of what never comes", "[lint]") {
  const Selection never{{"GW006", "GW409", "GW420", "GW517", "GW518", "GW520"}, {}};
  const auto found_in = [&](const std::string& recipe) {
    return found(lint_text(with_limit(5), never, {}, meets(read_recipe(recipe))));
  };
  CHECK(found_in("999 every 100ms GET /orders 200 from 9").empty());
  CHECK(found_in("1000 every 100ms GET /orders 200 from 9") == "GW517:7 GW006:8 GW006:10");
  CHECK(found_in("999 every 100ms GET /orders/1 200 from 999").empty());
  // Half of a period has not shown the peak of a whole one.
  CHECK(found_in("1000 every 1ms GET /orders/1 200 from 1000") == "GW006:6 GW006:10");
  CHECK(found_in("1000 every 100ms GET /orders/1 200 from 1000") == "GW006:6 GW518:9 GW006:10");
}

TEST_CASE("traffic rules: what failed before is not lost", "[lint]") {
  const Selection lost{{"GW007", "GW115"}, {}};
  const auto found_in = [&](const std::string& recipe) {
    return found(lint_text(with_limit(100), lost, {}, meets(read_recipe(recipe))));
  };
  CHECK(found_in("5 every 1s GET /nowhere 404 from 1\n5 every 1s PUT /orders 405 from 1").empty());
  CHECK(found_in("1 every 1s GET /nowhere 301 from 1\n1 every 1s PUT /orders 204 from 1") ==
        "GW007:5 GW115:6");
  // A log without statuses cannot tell.
  CHECK(found_in("1 every 1s GET /nowhere 0 from 1\n1 every 1s PUT /orders 0 from 1") ==
        "GW007:5 GW115:6");
}

TEST_CASE("traffic rules: a gap between methods names the other routes of its path", "[lint]") {
  const Linted linted = lint_text(R"(
routes:
  - {path: "/orders/{id}", method: GET, mock: {}}
  - {path: "/orders/{order}", method: POST, mock: {}}
  - {path: "/others/{id}", method: [GET, POST], mock: {}}
)",
                                  {{"GW115"}, {}}, {}, meets(read_recipe(R"(
1 every 1s PUT /orders/1 200 from 1
1 every 1s PUT /others/1 200 from 1
)")));
  REQUIRE(found(linted) == "GW115:3 GW115:5");
  REQUIRE(linted.findings[0].notes.size() == 1);
  CHECK(linted.loaded.source.position(linted.findings[0].notes[0].span.begin).line == 4);
  CHECK(linted.findings[1].notes.empty());
}

TEST_CASE("traffic rules: what is shown of a request hides who sent it", "[lint]") {
  const Linted linted = lint_text(R"(
defaults: {timeout_ms: 3000, rate_limit: {rate: 10/s}, circuit_breaker: {failure_rate: 50%}}
routes:
  - {path: "/reset/{who}/{by}", method: GET, upstream_service: "http://a.internal"}
)",
                                  {}, {}, meets(read_recipe(R"(
1 every 1s PUT /reset/ann@example.com/tok_9aB7cQ2x?token=s3cret 200 from 1
1 every 1s GET /confirm/ann%40example.com?token=s3cret 200 from 1
)")));
  CHECK(message_of(linted, "GW115").ends_with(": PUT (1), such as PUT /reset/{id}/{id}"));
  CHECK(message_of(linted, "GW007").ends_with(": GET /confirm/{id} (1)"));
}

TEST_CASE("traffic rules: without traffic nothing of theirs is said, nor of suppressing them",
          "[lint]") {
  const std::string text =
      "services:\n"
      "  shop: {url: \"http://shop.internal\", circuit_breaker: {consecutive_failures: 5}}\n"
      "defaults: {timeout_ms: 3000, rate_limit: {rate: 5/s}}\n"
      "routes:  # gw-ignore GW007: the old site's\n"
      "  - {path: /a, method: GET, upstream_service: shop}\n";
  CHECK(found(lint_text(text)).empty());
  CHECK(found(lint_text(text, {}, {}, meets(read_recipe("9 every 1s GET /b 200 from 1")))).empty());
  CHECK(found(lint_text(text, {}, {}, meets(read_recipe("9 every 1s GET /a 200 from 1")))) ==
        "GW001:4");
}

TEST_CASE("check: selecting what needs a log or several gateways alone needs them", "[lint]") {
  CHECK(check({{"GW007"}, {}}, true, {}));
  CHECK(check({{"GW00", "routing"}, {"GW007"}}, false, {}));
  CHECK(check({{"GW501", "unit-suspect"}, {}}, false, {}).error().message ==
        "--select unit-suspect finds nothing without a log: add --traffic LOG");
  CHECK(check({{"GW503"}, {}}, false, {.replicas = 2}));
  CHECK(check({{"GW50"}, {}}, false, {}));
  CHECK(check({{"GW503"}, {}}, true, {}).error().message ==
        "--select GW503 finds nothing without several gateways: add --replicas N");
}

}  // namespace gw::lint
