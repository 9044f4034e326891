#include "policy/retry_budget.hpp"

#include <vector>

#include "oracle/dice.hpp"
#include "support/catch.hpp"

using namespace gw;
using namespace gw::policy;

TEST_CASE("retry_budget: a share of the requests of the last ten seconds", "[policy]") {
  RetryBudget budget({.share = {200'000}, .minimum_per_s = 0});
  for (int i = 0; i < 14; ++i) budget.request(Instant{});
  CHECK(budget.try_retry(Instant{}));
  CHECK(budget.try_retry(Instant{} + seconds(9)));
  CHECK_FALSE(budget.try_retry(Instant{} + seconds(9)));
  budget.request(Instant{} + seconds(9));
  CHECK(budget.try_retry(Instant{} + seconds(9)));
  CHECK_FALSE(budget.try_retry(Instant{} + seconds(10)));
}

TEST_CASE("retry_budget: a quiet service has its minimum", "[policy]") {
  RetryBudget budget({.share = {0}, .minimum_per_s = 1});
  for (int i = 0; i < 10; ++i) CHECK(budget.try_retry(Instant{} + milliseconds(i)));
  CHECK_FALSE(budget.try_retry(Instant{} + milliseconds(9'999)));
  CHECK(budget.try_retry(Instant{} + seconds(10)));
}

TEST_CASE("retry_budget: equals a scan of all that happened", "[policy]") {
  struct Happened {
    int64_t ns;
    bool retry;
  };
  for (uint64_t seed = 1; seed <= 40; ++seed) {
    INFO("seed " << seed);
    oracle::Dice dice(seed);
    const RetryBudgetSpec spec{{dice.between(0, 10) * 100'000}, dice.between(0, 2)};
    RetryBudget budget(spec);
    std::vector<Happened> all;  // since the window was last empty
    int64_t ns = dice.between(0, 1'000'000'000);
    for (int step = 0; step < 300; ++step) {
      ns += dice.one_in(60) ? dice.between(0, 25'000'000'000) : dice.between(0, 200'000'000);
      int64_t requests = 0;
      int64_t retries = 0;
      for (const Happened& event : all) {
        const int64_t first = all.front().ns;
        if ((ns - first) / 1'000'000'000 - (event.ns - first) / 1'000'000'000 >= 10) continue;
        ++(event.retry ? retries : requests);
      }
      if (requests + retries == 0) all.clear();
      CHECK((budget.digest(Instant{ns}) == 0) == (requests + retries == 0));
      const bool request = dice.one_in(2);
      if (request) {
        budget.request(Instant{ns});
      } else {
        const bool allowed =
            retries < requests * spec.share.ppm / 1'000'000 + 10 * spec.minimum_per_s;
        REQUIRE(budget.try_retry(Instant{ns}) == allowed);
        if (!allowed) continue;
      }
      all.push_back({ns, !request});
    }
  }
}
