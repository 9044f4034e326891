#include <string>
#include <vector>

#include "simulate/delay_histogram.hpp"
#include "simulate/outcome_pool.hpp"
#include "simulate/peak.hpp"
#include "simulate/series_builder.hpp"
#include "simulate/unrouted_table.hpp"
#include "support/catch.hpp"

using namespace gw;
using namespace gw::simulate;

namespace {

constexpr int64_t kS = 1'000'000'000;

std::string pattern(std::string_view path) {
  std::string out;
  append_pattern(out, path);
  return out;
}

}  // namespace

TEST_CASE("peak: the first of the busiest seconds", "[simulate]") {
  PeakCounter counter;
  CHECK(counter.peak().per_second == 0);
  for (const int64_t second : {5, 5, 6, 6, 6, 7, 9, 9, 9}) counter.add(second);
  CHECK(counter.peak().per_second == 3);
  CHECK(counter.peak().at == WallTime{6 * kS});
}

TEST_CASE("delay_histogram: percentiles are at most a sixteenth above the value", "[simulate]") {
  DelayHistogram histogram;
  CHECK(histogram.summary().count == 0);
  CHECK(histogram.summary().p99 == Duration{0});
  for (int64_t i = 1; i <= 1000; ++i) histogram.add(microseconds(i));
  const QueueDelays delays = histogram.summary();
  CHECK(delays.count == 1000);
  CHECK(delays.max == microseconds(1000));
  CHECK(delays.p50 >= microseconds(500));
  CHECK(delays.p50 <= microseconds(500) * 17 / 16);
  CHECK(delays.p90 >= microseconds(900));
  CHECK(delays.p90 <= microseconds(900) * 17 / 16);
  CHECK(delays.p99 >= microseconds(990));
  CHECK(delays.p99 <= microseconds(1000));
}

TEST_CASE("delay_histogram: small values are exact", "[simulate]") {
  DelayHistogram histogram;
  for (const int64_t ns : {0, 1, 2, 3, 15}) histogram.add({ns});
  CHECK(histogram.summary().p50 == Duration{2});
  CHECK(histogram.summary().p90 == Duration{15});
}

TEST_CASE("series: steps widen and keep every count", "[simulate]") {
  SeriesBuilder builder;
  for (int64_t second = 1'000'000; second < 1'003'000; ++second) {
    ++builder.at(second * kS).groups[Group::kAnswered];
  }
  const Series series = builder.finish();
  CHECK(series.width == seconds(5));
  CHECK(series.start == WallTime{1'000'000 * kS});
  REQUIRE(series.points.size() == 600);
  for (const Series::Point& point : series.points) CHECK(point.groups[Group::kAnswered] == 5);
}

TEST_CASE("series: a quiet year is a few points of whole days", "[simulate]") {
  SeriesBuilder builder;
  ++builder.at(3'600 * kS).groups[Group::kRejected];
  ++builder.at(365 * 86'400 * kS).delayed;
  const Series series = builder.finish();
  CHECK(series.width == seconds(86'400));
  CHECK(series.start == WallTime{0});
  REQUIRE(series.points.size() == 366);
  CHECK(series.points.front().groups[Group::kRejected] == 1);
  CHECK(series.points.back().delayed == 1);
}

TEST_CASE("outcome_pool: the route's, the service's, anybody's, nobody's", "[simulate]") {
  engine::Plan plan;
  plan.routes.resize(4);
  plan.routes[0].service = 0;
  plan.routes[1].service = 1;
  plan.routes[2].service = 0;
  plan.routes[3].service = 2;
  OutcomePool pool(plan, 2);
  CHECK_FALSE(pool.sample(0, 0).has_value());
  pool.add(1, {501, 1});
  CHECK(pool.sample(0, 0)->status == 501);
  pool.add(2, {502, 2});
  CHECK(pool.sample(0, 0)->status == 502);
  CHECK(pool.sample(3, 0)->status == 501);
  pool.add(0, {200, 10});
  pool.add(0, {201, 11});
  pool.add(0, {202, 12});
  const auto low = pool.sample(0, 0);
  const auto high = pool.sample(0, UINT64_MAX);
  CHECK(low->status == 202);
  CHECK(low->latency_ns == 12);
  CHECK(high->status == 201);
}

TEST_CASE("unrouted: identifiers become a parameter", "[simulate]") {
  struct Row {
    const char* path;
    const char* pattern;
  };
  const Row rows[] = {
      {"/", "/"},
      {"/users/42/edit", "/users/{id}/edit"},
      {"/users/42/", "/users/{id}/"},
      {"/a/550e8400-e29b-41d4-a716-446655440000", "/a/{id}"},
      {"/a/deadbeef", "/a/deadbeef"},
      {"/a/deadbee1", "/a/{id}"},
      {"/img/logo-2.png", "/img/logo-2.png"},
      {"/u/ann@example.com", "/u/{id}"},
      {"/u/ann%40example.com/x", "/u/{id}/x"},
      {"/@ann/notes@home", "/@ann/notes@home"},
      {"/reset/tok_9aB7cQ2x", "/reset/{id}"},
      {"/reset/9aB7cQ2x", "/reset/9aB7cQ2x"},
      {"/oauth2callback/top-10-of-2024", "/oauth2callback/top-10-of-2024"},
      {"/a//b", "/a//b"},
      {"no-slash", "no-slash"},
      {"/1/2/3/4/5/6/7/8/9", "/{id}/{id}/{id}/{id}/{id}/{id}/{id}/{id}/..."},
      {"/x\x01y", "/x\\x01y"},
  };
  for (const Row& row : rows) CHECK(pattern(row.path) == row.pattern);
}

TEST_CASE("unrouted: the example hides its secrets", "[simulate]") {
  UnroutedTable table(2);
  table.add({"GET", "/a", "/a?token=s3cret&page=2", "", engine::Reason::kNoRoute, 404});
  CHECK(table.summary(1).top[0].example == "/a?token=***&page=2");
}

TEST_CASE("unrouted: patterns beyond the bound are in the sum", "[simulate]") {
  UnroutedTable table(2);
  const auto add = [&](const char* method, const char* path, uint16_t status) {
    const std::string text = pattern(path);
    table.add({method, text, path, "", engine::Reason::kNoRoute, status});
  };
  add("GET", "/b/1", 404);
  add("GET", "/a", 200);
  add("GET", "/b/2", 302);
  add("GET", "/c", 200);
  const Unrouted unrouted = table.summary(10);
  CHECK(unrouted.requests == 4);
  CHECK(unrouted.recorded_success == 3);
  CHECK(unrouted.patterns == 2);
  CHECK(unrouted.overflow_requests == 1);
  REQUIRE(unrouted.top.size() == 2);
  CHECK(unrouted.top[0].pattern == "/b/{id}");
  CHECK(unrouted.top[0].requests == 2);
  CHECK(unrouted.top[0].recorded_success == 1);
  CHECK(unrouted.top[0].example == "/b/1");
  CHECK(unrouted.top[1].pattern == "/a");
}
