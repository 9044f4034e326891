#include "policy/limiter.hpp"

#include <string>
#include <vector>

#include "support/catch.hpp"

namespace {

using namespace gw;
using namespace gw::policy;

constexpr int64_t kNs = 1;
constexpr int64_t kUs = 1'000;
constexpr int64_t kMs = 1'000'000;
constexpr int64_t kSecond = 1'000'000'000;

// One request: charged when admitted.
struct Row {
  int64_t at_ns;
  bool admitted;
  int64_t retry_after_us;
  int64_t remaining;
  int64_t cost = 1;
};

struct Limiter {
  LimitSpec spec;
  Cell cell{};
  RingPool rings{};

  Decision request(int64_t at_ns, int64_t cost = 1) {
    const Decision decision = peek(spec, cell, Instant{at_ns}, cost, rings);
    if (decision.admitted) {
      charge(spec, cell, Instant{at_ns}, cost, rings);
    } else {
      charge_refused(spec, cell, Instant{at_ns}, cost, rings);
    }
    return decision;
  }
};

void check_rows(Limiter& limiter, const std::vector<Row>& rows) {
  REQUIRE(check(limiter.spec).has_value());
  for (size_t i = 0; i < rows.size(); ++i) {
    INFO("row " << i << " at " << rows[i].at_ns << " ns");
    const Decision decision = limiter.request(rows[i].at_ns, rows[i].cost);
    CHECK(decision.admitted == rows[i].admitted);
    CHECK(decision.retry_after.ns == rows[i].retry_after_us * 1000);
    CHECK(decision.remaining == rows[i].remaining);
  }
}

LimitSpec spec_of(Algorithm algorithm, int64_t count, int64_t per_us, int64_t burst = 0) {
  return {.algorithm = algorithm, .count = count, .per_us = per_us, .burst = burst};
}

const std::vector<LimitSpec> kOneOfEach{spec_of(Algorithm::kFixedWindow, 3, 1'000'000),
                                        spec_of(Algorithm::kGcra, 3, 1'000'000, 2),
                                        spec_of(Algorithm::kTokenBucket, 3, 1'000'000, 3),
                                        spec_of(Algorithm::kSlidingWindow, 3, 1'000'000),
                                        spec_of(Algorithm::kSlidingLog, 3, 1'000'000),
                                        spec_of(Algorithm::kConcurrency, 3, 1'000'000)};

}  // namespace

TEST_CASE("fixed_window: opens with the first request and ends before start + per", "[policy]") {
  Limiter limiter{spec_of(Algorithm::kFixedWindow, 2, 1'000'000)};
  check_rows(limiter, {{5 * kSecond, true, 0, 1},
                       {5 * kSecond + 900 * kMs, true, 0, 0},
                       {5 * kSecond + 900 * kMs, false, 100'000, 0},
                       {6 * kSecond - kNs, false, 1, 0},
                       {6 * kSecond, true, 0, 1},
                       {6 * kSecond + 10 * kMs, true, 0, 0},
                       {6 * kSecond + 20 * kMs, false, 980'000, 0},
                       // Idle for longer: the next window starts with its request, not on a grid.
                       {9'500 * kMs, true, 0, 1},
                       {10'400 * kMs, true, 0, 0},
                       {10'499 * kMs, false, 1'000, 0}});
}

TEST_CASE("gcra: burst and then one for each share of the period", "[policy]") {
  Limiter limiter{spec_of(Algorithm::kGcra, 10, 1'000'000, 2)};
  check_rows(limiter, {{0, true, 0, 2},
                       {0, true, 0, 1},
                       {0, true, 0, 0},
                       {0, false, 100'000, 0},
                       {99'999 * kUs + 999, false, 1, 0},
                       {100 * kMs, true, 0, 0},
                       {350 * kMs, true, 0, 1},
                       {350 * kMs, true, 0, 0},
                       {350 * kMs, false, 50'000, 0}});
}

TEST_CASE("gcra: a share that is no whole microsecond loses nothing over time", "[policy]") {
  // 3 a second, kept busy: the n-th of them passes after n / 3 s, rounded up to the microsecond.
  Limiter limiter{spec_of(Algorithm::kGcra, 3, 1'000'000, 1)};
  check_rows(limiter, {{0, true, 0, 1},
                       {0, true, 0, 0},
                       {333'333 * kUs, false, 1, 0},
                       {333'334 * kUs, true, 0, 0},
                       {666'666 * kUs, false, 1, 0},
                       {666'667 * kUs, true, 0, 0},
                       {999'999 * kUs, false, 1, 0},
                       {1'000'000 * kUs, true, 0, 0}});
}

TEST_CASE("token_bucket: starts full and a full bucket does not accumulate more", "[policy]") {
  Limiter limiter{spec_of(Algorithm::kTokenBucket, 1, 1'000'000, 3)};
  check_rows(limiter, {{100 * kSecond, true, 0, 2},
                       {100 * kSecond, true, 0, 0, 2},
                       {100 * kSecond, false, 2'000'000, 0, 2},
                       {101 * kSecond, true, 0, 0},
                       {500 * kSecond, true, 0, 0, 3},
                       {500 * kSecond + 500 * kMs, false, 500'000, 0}});
  const Decision too_much = limiter.request(600 * kSecond, 4);
  CHECK_FALSE(too_much.admitted);
  CHECK(too_much.retry_after == kNever);
  CHECK(too_much.remaining == 3);
}

TEST_CASE("sliding_window: the previous window weighs by what remains of this one", "[policy]") {
  // Cloudflare's example with a limit of 50 per minute: 42 before, 18 now, 15 s gone: 31.5 + 18.
  Limiter limiter{spec_of(Algorithm::kSlidingWindow, 50, 60'000'000)};
  for (int i = 0; i < 42; ++i) CHECK(limiter.request(0).admitted);
  for (int i = 0; i < 18; ++i) CHECK(limiter.request(74 * kSecond).admitted);
  check_rows(limiter, {{75 * kSecond, true, 0, 0},
                       // 19 counted: 42 * rest / 60 s must fall below 31, at rest = 44.285714 s.
                       {75 * kSecond, false, 714'286, 0},
                       {75 * kSecond + 714'285 * kUs, false, 1, 0},
                       {75 * kSecond + 714'286 * kUs, true, 0, 0}});
}

TEST_CASE("sliding_window: a full window delays into the next one", "[policy]") {
  Limiter limiter{spec_of(Algorithm::kSlidingWindow, 4, 1'000'000)};
  check_rows(limiter, {{0, true, 0, 0, 4},
                       // floor(4 * rest) must be 3: one microsecond into the next window.
                       {500 * kMs, false, 500'001, 0},
                       {1'000 * kMs, false, 1, 0},
                       {1'000 * kMs + kUs, true, 0, 0},
                       {1'000 * kMs + kUs, false, 250'000, 0},
                       {3'000 * kMs, true, 0, 0, 4}});
}

TEST_CASE("sliding_log: never more than count in any interval of the period", "[policy]") {
  Limiter limiter{spec_of(Algorithm::kSlidingLog, 2, 1'000'000)};
  check_rows(limiter, {{0, true, 0, 1},
                       {900 * kMs, true, 0, 0},
                       {900 * kMs, false, 1'000'000, 0, 2},
                       {950 * kMs, false, 50'000, 0},
                       {1'000 * kMs - kNs, false, 1, 0},
                       {1'000 * kMs, true, 0, 0},
                       {1'899 * kMs, false, 1'000, 0},
                       {1'900 * kMs, true, 0, 0}});
}

TEST_CASE("sliding_log: a full pool refuses instead of forgetting", "[policy]") {
  Limiter limiter{.spec = spec_of(Algorithm::kSlidingLog, kMaxRingStamps, 1'000'000),
                  .rings = RingPool(1)};
  int64_t admitted = 0;
  while (limiter.request(admitted).admitted) ++admitted;
  // One page: a ring of half of it cannot move to a block twice as large.
  CHECK(admitted == 32'767);
  const Decision decision = limiter.request(0);
  CHECK(decision.retry_after == kUnknownRetryAfter);
  forget(limiter.spec, limiter.cell, limiter.rings);
  CHECK(limiter.request(0).admitted);
}

TEST_CASE("concurrency: holds until released", "[policy]") {
  Limiter limiter{spec_of(Algorithm::kConcurrency, 2, 1'000'000)};
  check_rows(limiter, {{0, true, 0, 1}, {0, true, 0, 0}, {0, false, 1'000'000, 0}});
  release(limiter.spec, limiter.cell, 1);
  check_rows(limiter, {{90 * kSecond, true, 0, 0}});
  release(limiter.spec, limiter.cell, 2);
  CHECK(drained(limiter.spec, limiter.cell, Instant{0}, limiter.rings));
}

TEST_CASE("limiter: count_refused keeps a client that never pauses refused", "[policy]") {
  for (LimitSpec spec : kOneOfEach) {
    if (spec.algorithm == Algorithm::kConcurrency) continue;
    const bool window = spec.algorithm == Algorithm::kFixedWindow;
    INFO("algorithm " << static_cast<int>(spec.algorithm));
    int64_t admitted[2] = {};
    for (const bool count_refused : {false, true}) {
      spec.count_refused = count_refused;
      Limiter limiter{spec};
      for (int64_t ms = 0; ms < 20'000; ms += 100) {
        admitted[count_refused] += limiter.request(ms * kMs).admitted ? 1 : 0;
      }
    }
    CHECK(admitted[0] >= 58);
    CHECK(admitted[1] == (window ? 60 : 3));
  }
}

TEST_CASE("limiter: a refund gives back what still counts", "[policy]") {
  for (const LimitSpec& spec : kOneOfEach) {
    INFO("algorithm " << static_cast<int>(spec.algorithm));
    Limiter limiter{spec};
    const Instant first{7 * kSecond};
    for (int i = 0; i < 3; ++i) CHECK(limiter.request(first.ns).admitted);
    CHECK_FALSE(limiter.request(first.ns).admitted);
    refund(spec, limiter.cell, first, first, 1, limiter.rings);
    CHECK(limiter.request(first.ns).remaining == 0);
    CHECK_FALSE(limiter.request(first.ns).admitted);
    refund(spec, limiter.cell, first, first, 3, limiter.rings);
    CHECK(drained(spec, limiter.cell, first, limiter.rings));
  }
}

TEST_CASE("limiter: a refund of a charge that no longer counts changes nothing", "[policy]") {
  for (const Algorithm algorithm :
       {Algorithm::kFixedWindow, Algorithm::kSlidingWindow, Algorithm::kSlidingLog}) {
    const LimitSpec spec = spec_of(algorithm, 3, 1'000'000);
    INFO("algorithm " << static_cast<int>(algorithm));
    Limiter limiter{spec};
    CHECK(limiter.request(0).admitted);
    for (int i = 0; i < 3; ++i) CHECK(limiter.request(5 * kSecond).admitted);
    const Cell before = limiter.cell;
    refund(spec, limiter.cell, Instant{0}, Instant{5 * kSecond}, 1, limiter.rings);
    CHECK(limiter.cell.value == before.value);
    CHECK_FALSE(limiter.request(5 * kSecond).admitted);
  }
}

TEST_CASE("limiter: digests are those of the behaviour to come", "[policy]") {
  for (const LimitSpec& spec : kOneOfEach) {
    INFO("algorithm " << static_cast<int>(spec.algorithm));
    Limiter a{spec};
    Limiter b{spec};
    const auto digest_at = [&](Limiter& limiter, int64_t ns) {
      return digest(spec, limiter.cell, Instant{ns}, limiter.rings);
    };
    CHECK(digest_at(a, 0) == 0);
    a.request(kSecond);
    CHECK(digest_at(a, kSecond) != 0);
    CHECK(digest_at(a, kSecond) != digest_at(b, kSecond));
    b.request(kSecond);
    CHECK(digest_at(a, kSecond + kMs) == digest_at(b, kSecond + kMs));
    a.request(kSecond + kMs);
    CHECK(digest_at(a, kSecond + kMs) != digest_at(b, kSecond + kMs));
    if (spec.algorithm == Algorithm::kConcurrency) continue;
    CHECK(digest_at(a, 60 * kSecond) == 0);
    CHECK(drained(spec, a.cell, Instant{60 * kSecond}, a.rings));
  }
}

TEST_CASE("limiter: a cell carries over to a smaller limit", "[policy]") {
  for (LimitSpec spec : kOneOfEach) {
    INFO("algorithm " << static_cast<int>(spec.algorithm));
    Limiter limiter{spec};
    for (int i = 0; i < 3; ++i) CHECK(limiter.request(0).admitted);
    limiter.spec.count = 1;
    limiter.spec.burst = spec.algorithm == Algorithm::kTokenBucket ? 1 : 0;
    const Decision decision = limiter.request(0);
    CHECK_FALSE(decision.admitted);
    CHECK(decision.remaining == 0);
    if (spec.algorithm == Algorithm::kConcurrency) continue;
    CHECK(limiter.request(decision.retry_after.ns).admitted);
  }
}

TEST_CASE("limiter: check refuses what could not be counted exactly", "[policy]") {
  struct Refused {
    LimitSpec spec;
    std::string message;
  };
  const std::vector<Refused> rows{
      {spec_of(Algorithm::kFixedWindow, 0, 1), "the count must be 1 to 1000000000, not 0"},
      {spec_of(Algorithm::kSlidingLog, 65'536, 1), "the count must be 1 to 65535, not 65536"},
      {spec_of(Algorithm::kGcra, 1, 0),
       "the period in microseconds must be 1 to 315360000000000, not 0"},
      {spec_of(Algorithm::kGcra, 1, 1, -1), "burst must be 0 to 1000000000, not -1"},
      {spec_of(Algorithm::kTokenBucket, 1, 1, 0), "burst must be 1 to 1000000000, not 0"},
      {spec_of(Algorithm::kTokenBucket, 1'000'000'000, kMaxPerUs, 1'000'000),
       "the period times the burst is too large to count exactly"},
      {spec_of(Algorithm::kGcra, 1, 86'400'000'000, 3650),
       "the burst would take over ten years to pass"},
      {spec_of(Algorithm::kSlidingWindow, 1'000'000'000, 86'400'000'000),
       "the window times the count is too large to count exactly"}};
  for (const Refused& row : rows) {
    const Result<void> result = check(row.spec);
    REQUIRE_FALSE(result.has_value());
    CHECK(result.error().message == row.message);
  }
  CHECK(check(spec_of(Algorithm::kGcra, 1'000'000'000, 86'400'000'000, 10'000'000)).has_value());
  CHECK(check(spec_of(Algorithm::kConcurrency, 5, 0)).has_value());
}

TEST_CASE("limiter: the largest numbers do not overflow", "[policy]") {
  const int64_t late = int64_t{1} << 61;
  const std::vector<LimitSpec> specs{spec_of(Algorithm::kGcra, kMaxCount, kMaxPerUs, 7'000),
                                     spec_of(Algorithm::kTokenBucket, 1, 1, 1'000'000'000),
                                     spec_of(Algorithm::kSlidingWindow, 7'000, kMaxPerUs),
                                     spec_of(Algorithm::kFixedWindow, kMaxCount, kMaxPerUs)};
  for (LimitSpec spec : specs) {
    INFO("algorithm " << static_cast<int>(spec.algorithm));
    spec.count_refused = true;
    Limiter limiter{spec};
    REQUIRE(check(spec).has_value());
    int64_t most = peek(spec, {}, Instant{late}, 1, limiter.rings).remaining + 1;
    CHECK(limiter.request(late, most).remaining == 0);
    const Decision refused = limiter.request(late, most);
    CHECK_FALSE(refused.admitted);
    CHECK(refused.retry_after > Duration{0});
    CHECK(limiter.request(late, INT64_MAX).retry_after == kNever);
    CHECK(limiter.request(INT64_MAX, most).admitted);
  }
}
