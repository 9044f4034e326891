#include "analyze/sums.hpp"

#include "analyze/draft_routes.hpp"
#include "support/catch.hpp"

namespace {

using namespace gw;
using namespace gw::analyze;

config::Route retrying(uint32_t attempts, Duration timeout, std::optional<Duration> per_try) {
  config::Route out = testing::route("GET /a");
  out.timeout = timeout;
  out.retries.attempts = attempts;
  out.retries.per_try_timeout = per_try;
  return out;
}

}  // namespace

TEST_CASE("sums: tries, their bounds and the waits between them against the timeout", "[analyze]") {
  struct Row {
    uint32_t attempts;
    Duration timeout;
    std::optional<Duration> per_try;
    const char* backoff;
    const char* total;
    uint32_t tries_in_time;
  };
  for (const Row& row :
       std::initializer_list<Row>{{2, seconds(3), seconds(1), "75ms", "3s75ms", 3},
                                  {2, milliseconds(3075), seconds(1), "75ms", "3s75ms", 3},
                                  {2, milliseconds(2075), seconds(1), "75ms", "3s75ms", 2},
                                  {3, seconds(1), std::nullopt, "175ms", "4s175ms", 1},
                                  {5, seconds(60), seconds(2), "625ms", "12s625ms", 6},
                                  {10, seconds(1), milliseconds(10), "1s875ms", "1s985ms", 7}}) {
    const auto sum = retry_time(retrying(row.attempts, row.timeout, row.per_try));
    REQUIRE(sum);
    CAPTURE(row.attempts, to_string(row.timeout));
    CHECK(sum->tries == row.attempts + 1);
    CHECK(to_string(sum->backoff) == row.backoff);
    CHECK(to_string(sum->total) == row.total);
    CHECK(sum->tries_in_time == row.tries_in_time);
    CHECK(sum->fits() == (sum->total <= row.timeout));
  }
  CHECK_FALSE(retry_time(retrying(0, seconds(1), std::nullopt)));
  CHECK(retry_time(retrying(10, Duration{INT64_MAX}, std::nullopt))->total.ns == INT64_MAX);
}

TEST_CASE("sums: a full line against its longest wait and the timeout", "[analyze]") {
  config::RateLimit limit;
  limit.algorithm = config::Algorithm::kGcra;
  limit.rate = {10, seconds(1)};
  CHECK_FALSE(queue_time(limit, nullptr));
  limit.queue = config::Queue{seconds(5), 100};
  config::Route route = testing::route("GET /a");
  route.timeout = seconds(5);
  const auto sum = queue_time(limit, &route);
  REQUIRE(sum);
  CHECK(to_string(sum->full_line) == "10s");
  CHECK_FALSE(sum->fits());
  CHECK(sum->outlasts_timeout());
  route.timeout = milliseconds(5001);
  CHECK_FALSE(queue_time(limit, &route)->outlasts_timeout());
  CHECK_FALSE(queue_time(limit, nullptr)->outlasts_timeout());
  limit.queue = config::Queue{seconds(60), 50};
  CHECK(queue_time(limit, &route)->longest() == seconds(5));
  CHECK_FALSE(queue_time(limit, &route)->outlasts_timeout());
  limit.queue->max_length = 51;
  CHECK(queue_time(limit, &route)->outlasts_timeout());
  limit.queue->max_length = 50;
  CHECK(queue_time(limit, nullptr)->fits());
  limit.rate = {3, seconds(1)};
  limit.queue->max_length = 1;
  CHECK(queue_time(limit, nullptr)->full_line.ns == 333'333'334);
}

TEST_CASE("sums: replicas that count alone", "[analyze]") {
  config::RateLimit limit;
  limit.rate = {100, seconds(60)};
  const ReplicaSum rate = replica_sum(limit, 3);
  CHECK(rate.all == 300);
  CHECK(rate.per == seconds(60));
  limit.algorithm = config::Algorithm::kConcurrency;
  limit.max_concurrent = 5;
  const ReplicaSum at_once = replica_sum(limit, 4);
  CHECK(at_once.each == 5);
  CHECK(at_once.all == 20);
  CHECK(at_once.per == Duration{0});
}

TEST_CASE("sums: when everything fails, retries add up to their number or to their budget",
          "[analyze]") {
  config::Route route;
  CHECK_FALSE(amplification(route));
  route.retries.attempts = 3;
  route.retries.budget = {900'000};
  const auto sum = amplification(route);
  REQUIRE(sum);
  CHECK(sum->tries == 4);
  CHECK(sum->sustained == Ratio{1'900'000});
  CHECK(sum->extra_per_s == 10);
  route.retries.budget = {5'000'000};
  CHECK(amplification(route)->sustained == Ratio{4'000'000});
}
