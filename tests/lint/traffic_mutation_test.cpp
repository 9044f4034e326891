// Mistakes that only traffic shows, planted at a random route or service of a clean configuration:
// each is found there, and nothing else is.
#include <array>
#include <string>

#include "lint/lint_text.hpp"
#include "lint/recipe.hpp"
#include "oracle/dice.hpp"
#include "support/catch.hpp"

namespace gw::lint {
namespace {

constexpr int kServices = 3;
constexpr int kRoutes = 9;

// Each route and service has one line.
std::string clean_config() {
  std::string text = "defaults: {timeout_ms: 3000}\nservices:\n";
  for (int i = 0; i < kServices; ++i) {
    text += "  s" + std::to_string(i) +
            ": {url: \"http://s.internal\", circuit_breaker: "
            "{failure_rate: 50%, minimum_calls: 20, open_for: 10m}}\n";
  }
  text += "routes:\n";
  for (int i = 0; i < kRoutes; ++i) {
    text += "  - {path: \"/r" + std::to_string(i) + "/items/{id}\", method: [GET, OPTIONS], " +
            "upstream_service: s" + std::to_string(i % kServices) +
            ", rate_limit: {requests_per_minute: 60}}\n";
  }
  return text;
}

// Every route gets the same; every service fails for a while, three times.
std::string recipe() {
  std::string text;
  for (int i = 0; i < kRoutes; ++i) {
    const std::string path = " /r" + std::to_string(i) + "/items/";
    text += "1100 every 250ms GET" + path + "{n} 200 from 40\n";
    text += "9 every 1s OPTIONS" + path + "7 204 from 9\n";
    if (i >= kServices) continue;
    for (const char* at : {"30s", "90s", "150s"}) {
      text += "200 every 25ms GET" + path + "8 503 from 40 at " + at + "\n";
    }
  }
  return text;
}

struct Mistake {
  const char* rule;
  const char* from;
  const char* to;
  bool in_service = false;  // else in a route
  bool at_routes = false;   // else where it was planted
};

constexpr std::array kMistakes{
    Mistake{"GW006", "  - {path",
            "  - {path: /dead, method: GET, upstream_service: s0, rate_limit: "
            "{requests_per_minute: 60}}\n  - {path"},
    Mistake{"GW007", "{id}", "7", false, true},
    Mistake{"GW115", "OPTIONS", "HEAD"},
    Mistake{"GW409", "minimum_calls: 20", "minimum_calls: 3000", true},
    Mistake{"GW420", "open_for: 10m", "open_for: 5s", true},
    Mistake{"GW517", "minute: 60", "minute: 5"},
    Mistake{"GW518", "minute: 60", "minute: 230"},
    Mistake{"GW520", "requests_per_minute: 60", "rate: 200/s, burst: 5"},
};

}  // namespace

TEST_CASE("mutation: a mistake that traffic shows is found where it is, and only it", "[lint]") {
  const std::string clean = clean_config();
  const Observe traffic = meets(read_recipe(recipe()));
  REQUIRE(found(lint_text(clean, {}, {}, traffic)).empty());
  for (const Rule& rule : rules()) {
    if (!rule.needs_traffic) continue;
    INFO(rule.id << " has no mistake here");
    CHECK(std::ranges::count(kMistakes, rule.id, &Mistake::rule) == 1);
  }
  for (uint64_t seed = 0; seed < 3 * kMistakes.size(); ++seed) {
    const Mistake& mistake = kMistakes[seed % kMistakes.size()];
    CAPTURE(seed, mistake.rule);
    oracle::Dice dice(seed);
    const int64_t line = mistake.in_service ? 3 + dice.between(0, kServices - 1)
                                            : 4 + kServices + dice.between(0, kRoutes - 1);
    std::string text = clean;
    size_t begin = 0;
    for (int64_t i = 1; i < line; ++i) begin = text.find('\n', begin) + 1;
    const std::string from = mistake.from;
    text.replace(text.find(from, begin), from.size(), mistake.to);
    const int64_t at = mistake.at_routes ? 3 + kServices : line;
    CHECK(found(lint_text(text, {}, {}, traffic)) ==
          std::string(mistake.rule) + ":" + std::to_string(at));
  }
}

}  // namespace gw::lint
