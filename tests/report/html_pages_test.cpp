// Whole pages of small logs against testdata/report, without style sheet and script.

#include <string>
#include <vector>

#include "base/file.hpp"
#include "report/breaker_replay.hpp"
#include "report/breaker_tune.hpp"
#include "report/html_curve.hpp"
#include "report/html_page.hpp"
#include "report/html_plot.hpp"
#include "report/limit_replay.hpp"
#include "report/limit_tune.hpp"
#include "simulate/lines.hpp"
#include "support/catch.hpp"

namespace gw::report {
namespace {

using testing::Line;

std::string golden(const std::string& name) {
  return read_file(std::string(GW_SOURCE_DIR) + "/testdata/report/" + name, 1 << 20).value();
}

// What stands between head and the end, without the style sheet, its hash and the script.
std::string without_assets(std::string page, std::string_view script) {
  const size_t body = page.find("<body>");
  REQUIRE(body != std::string::npos);
  page = page.substr(body);
  if (script.empty()) return page;
  const size_t at = page.find(script);
  REQUIRE(at != std::string::npos);
  return page.replace(at, script.size(), "...");
}

std::vector<simulate::Source> source(const std::vector<Line>& lines) {
  std::vector<simulate::Source> sources;
  sources.push_back(testing::source_of(lines));
  return sources;
}

// Three keys, of which one is markup, in bursts of different sizes.
std::vector<Line> bursts() {
  std::vector<Line> lines;
  const std::string hostile = "</script><img src=x onerror='alert(1)'>\xff\"";
  for (int i = 0; i < 12; ++i) {
    lines.push_back({i * 10, hostile, "/a<b", uint16_t(i % 4 == 0 ? 404 : 200), 5});
  }
  for (int i = 0; i < 5; ++i) lines.push_back({2'000 + i * 10, "192.0.2.1", "/a<b", 200, 5});
  for (int i = 0; i < 3; ++i) lines.push_back({4'000 + i * 10, "192.0.2.2", "/c", 500, 5});
  return lines;
}

simulate::LimitTune tuned(const std::vector<Line>& lines, simulate::TuneSettings settings = {}) {
  settings.key = "client";
  settings.curve = true;
  settings.block_at_most = Ratio{100'000};
  return *simulate::tune_limit(source(lines), settings, {}, nullptr);
}

simulate::LimitReplay replayed(const std::vector<Line>& lines) {
  simulate::LimitSettings settings;
  settings.limiter = policy::LimitSpec{
      .algorithm = policy::Algorithm::kGcra, .count = 2, .per_us = 1'000'000, .burst = 2};
  settings.limit = "gcra 2/s, burst 2";
  settings.key = "client";
  settings.rule.group = *simulate::parse_text_pattern("/{1}");
  simulate::Options options;
  options.lanes = true;
  return *simulate::replay_limit(source(lines), settings, options, nullptr);
}

simulate::BreakerReplay broken() {
  std::vector<Line> lines;
  for (int i = 0; i < 40; ++i) {
    const bool out = i >= 10 && i < 20;
    lines.push_back({i * 1'000, "192.0.2.1", i % 4 == 3 ? "/<b" : "/a",
                     uint16_t(out && i % 4 != 3 ? 503 : 200), 5});
  }
  simulate::BreakerSettings settings;
  settings.breaker = policy::BreakerSpec{.consecutive_failures = 3, .open_for = seconds(5)};
  settings.text = "consecutive 3, open-for 5s";
  settings.failures = *simulate::parse_statuses("500-599");
  settings.rule.group = *simulate::parse_text_pattern("/{1}");
  return *simulate::replay_breaker(source(lines), settings, {}, nullptr);
}

// Two services, of which one breaks for ten seconds.
simulate::BreakerTune tuned_breakers(bool fails) {
  std::vector<Line> lines;
  for (int i = 0; i < 120; ++i) {
    const bool out = fails && i >= 40 && i < 60;
    lines.push_back({i * 500, "192.0.2.1", i % 4 == 3 ? "/<b" : "/a",
                     uint16_t(out && i % 4 != 3 ? 503 : 200), 5});
  }
  simulate::BreakerTuneSettings settings;
  settings.grid = {{Ratio{300'000}, Ratio{600'000}}, {seconds(2), seconds(10)}, {3, 50}};
  settings.common = {
      .window_kind = policy::BreakerWindow::kTime, .minimum_calls = 4, .open_for = seconds(3)};
  settings.failures = *simulate::parse_statuses("500-599");
  settings.failures_text = "500-599";
  settings.rule.group = *simulate::parse_text_pattern("/{1}");
  settings.group_by = "/{1}";
  settings.outage = {Ratio{500'000}, 4};
  settings.lose_at_most = Ratio{50'000};
  settings.course = true;
  return *simulate::tune_breaker(source(lines), settings, {}, nullptr);
}

}  // namespace

TEST_CASE("html pages: a tuning", "[report]") {
  const std::string page = limit_tune_html(tuned(bursts()), Product::kGw);
  CHECK(without_assets(page, kTuneScript) == golden("limit_tune.html"));
  CHECK(page.find("<img") == std::string::npos);
  CHECK(page == limit_tune_html(tuned(bursts()), Product::kGw));
}

TEST_CASE("html pages: a replay at a limit", "[report]") {
  CHECK(without_assets(limit_replay_html(replayed(bursts())), "") == golden("limit_replay.html"));
}

TEST_CASE("html pages: a replay through breakers", "[report]") {
  CHECK(without_assets(breaker_replay_html(broken()), "") == golden("breaker_replay.html"));
}

TEST_CASE("html pages: tuned breakers", "[report]") {
  const std::string page = breaker_tune_html(tuned_breakers(true), Product::kGw);
  CHECK(without_assets(page, kBreakerScript) == golden("breaker_tune.html"));
  CHECK(page == breaker_tune_html(tuned_breakers(true), Product::kGw));
  const std::string envoy = breaker_tune_html(tuned_breakers(true), Product::kEnvoy);
  CHECK(envoy.find("outlier_detection:") != std::string::npos);
}

TEST_CASE("html pages: without a failure there is nothing to choose", "[report]") {
  const std::string page = breaker_tune_html(tuned_breakers(false), Product::kGw);
  CHECK(page.find("<h1>No failures</h1>") != std::string::npos);
  CHECK(page.find("<script") == std::string::npos);
  CHECK(page.find("id=\"grid\"") == std::string::npos);
}

TEST_CASE("html pages: nothing read makes a short page", "[report]") {
  for (const std::string& page :
       {limit_tune_html(tuned({}), Product::kGw), limit_replay_html(replayed({}))}) {
    CHECK(page.find("<h1>No requests</h1>") != std::string::npos);
    CHECK(page.find("<figure") == std::string::npos);
    CHECK(page.find("<script") == std::string::npos);
  }
}

TEST_CASE("html curve: shares stand at their logarithm and nothing on the last line", "[report]") {
  simulate::LimitTune tune;
  tune.requests = 1'000;
  tune.keys = 100;
  tune.good_keys = 100;
  tune.block_at_most = Ratio{1'000};
  tune.curve = {
      {1, 1'000, 0, 100, 10}, {10, 100, 0, 10, 1}, {100, 1, 0, 1, 0}, {1'000, 0, 0, 0, 0}};
  tune.suggestion = tune.curve[2];
  const TuneCurve curve = tune_curve(tune);
  REQUIRE(curve.places.size() == 4);
  CHECK(curve.start == 2);
  // Three decades of 98 2/3 pixels, the least of them 0.1%, and nothing below.
  const uint64_t third = 2'960 / 3;
  struct Row {
    uint64_t x;
    uint64_t requests;
    uint64_t keys;
    uint64_t good_keys;
  };
  const Row rows[] = {{0, 0, 0, third},
                      {kAcross / 3, third, third, 2 * third},
                      {2 * kAcross / 3, 3 * third, 2 * third, 3'200},
                      {kAcross, 3'200, 3'200, 3'200}};
  for (size_t i = 0; i < 4; ++i) {
    CAPTURE(i);
    const TuneCurve::Place& place = curve.places[i];
    const auto near = [](uint64_t a, uint64_t b) { return a <= b + 2 && b <= a + 2; };
    CHECK(near(place.x, rows[i].x));
    CHECK(near(place.requests, rows[i].requests));
    CHECK(near(place.keys, rows[i].keys));
    CHECK(near(place.good_keys, rows[i].good_keys));
  }
}

TEST_CASE("html curve: one limit alone, and the largest numbers, have their places", "[report]") {
  simulate::LimitTune tune;
  tune.requests = UINT64_MAX;
  tune.keys = UINT64_MAX;
  tune.curve = {{7, UINT64_MAX, 0, 1, UINT64_MAX}};
  tune.suggestion = tune.curve[0];
  const TuneCurve one = tune_curve(tune);
  CHECK(one.places[0].x == kAcross / 2);
  CHECK(one.places[0].requests == 0);
  CHECK(one.places[0].keys == 2'960);
  CHECK(one.places[0].good_keys == 3'200);
  tune.curve.push_back({UINT64_MAX, 0, 0, 0, 0});
  CHECK(tune_curve(tune).places[1].x == kAcross);
  CHECK_FALSE(limit_tune_html(tune, Product::kGw).empty());
}

TEST_CASE("html pages: an attack has a line of its own, and a goal for all keys a number",
          "[report]") {
  simulate::TuneSettings settings;
  settings.keep_below = Rate{1, seconds(1)};
  settings.incident = *simulate::parse_between("2026-01-01T00:00:02Z..2026-01-01T00:00:03Z");
  const std::string page = limit_tune_html(tuned(bursts(), settings), Product::kGw);
  CHECK(page.find("class=\"line attack\"") != std::string::npos);
  CHECK(page.find("<span class=\"number\" id=\"attack\">") != std::string::npos);
  CHECK(page.find("<span class=\"number\" id=\"busiest\">") != std::string::npos);
  CHECK(page.find("class=\"goal\"") == std::string::npos);
  settings.keep_below = Rate{0, seconds(1)};
  const std::string none = limit_tune_html(tuned(bursts(), settings), Product::kGw);
  CHECK(none.find("<h1>No limit keeps all keys below 0/s</h1>") != std::string::npos);
  CHECK(none.find("▲ suggested") == std::string::npos);
}

TEST_CASE("html pages: a tuning of given limits has these and the suggestion", "[report]") {
  simulate::TuneSettings settings;
  settings.limits = {20, 21, 22};
  const simulate::LimitTune tune = tuned(bursts(), settings);
  REQUIRE(tune.suggestion);
  std::vector<uint64_t> limits;
  for (const simulate::TunePoint& point : tune.curve) limits.push_back(point.limit);
  CHECK(limits == std::vector<uint64_t>{tune.suggestion->limit, 20, 21, 22});
}

}  // namespace gw::report
