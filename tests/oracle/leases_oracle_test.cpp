// Leases against a gateway that remembers everything: who is admitted, what is counted, and the
// bounds on what may pass beyond the limit.
#include <array>
#include <memory>
#include <string>
#include <vector>

#include "oracle/dice.hpp"
#include "oracle/naive_limiters.hpp"
#include "policy/leases.hpp"
#include "support/catch.hpp"

namespace {

using namespace gw;
using namespace gw::oracle;
using policy::Algorithm;
using policy::LimitSpec;

constexpr std::array kAlgorithms{Algorithm::kFixedWindow, Algorithm::kGcra, Algorithm::kTokenBucket,
                                 Algorithm::kSlidingWindow, Algorithm::kSlidingLog};
constexpr int kSteps = 250;

// One key: a store, and for each replica what it holds and until when.
class NaiveLeases {
 public:
  NaiveLeases(const LimitSpec& spec, int64_t permits, size_t replicas)
      : spec_(spec), permits_(permits), store_(naive_limiter(spec)), held_(replicas) {}

  bool admits(Instant now, size_t replica) {
    ++counts.decided;
    if (!holds(held_[replica], now)) {
      ++counts.asked;
      if (!lease(now, held_[replica])) return false;
    }
    --held_[replica].left;
    ++counts.used;
    return true;
  }

  policy::LeaseCounts counts;

 private:
  struct Held {
    Instant until;
    int64_t left = 0;
  };

  static bool holds(const Held& held, Instant now) { return held.left > 0 && now < held.until; }

  bool lease(Instant now, Held& to) {
    const int64_t room = store_->room(now);
    if (room <= 0) {
      ++counts.refused;
      bool elsewhere = false;
      for (const Held& held : held_) elsewhere = elsewhere || holds(held, now);
      counts.early += elsewhere ? 1 : 0;
      if (spec_.count_refused) store_->count(now, 1, false);
      return false;
    }
    const int64_t taken = std::min(permits_, room);
    store_->count(now, taken, true);
    counts.taken += static_cast<uint64_t>(taken);
    if (now >= window_end_) window_end_ = now + microseconds(spec_.per_us);
    const bool window = spec_.algorithm == Algorithm::kFixedWindow;
    to = {window ? window_end_ : now + microseconds(taken * spec_.per_us / spec_.count), taken};
    return true;
  }

  LimitSpec spec_;
  int64_t permits_;
  std::unique_ptr<NaiveLimiter> store_;
  std::vector<Held> held_;
  Instant window_end_{INT64_MIN / 2};  // of the fixed window
};

LimitSpec generated_spec(Algorithm algorithm, Dice& dice) {
  const std::array<int64_t, 4> periods{7, 60'000, 1'000'000, 60'000'000};
  return {.algorithm = algorithm,
          .count = dice.between(1, dice.one_in(3) ? 60 : 12),
          .per_us = dice.pick<int64_t>(periods) * dice.between(1, 3),
          .burst = dice.between(algorithm == Algorithm::kTokenBucket ? 1 : 0, 12),
          .count_refused = dice.one_in(4)};
}

Duration generated_pause(const LimitSpec& spec, Dice& dice) {
  const int64_t per_ns = spec.per_us * 1000;
  switch (dice.between(0, 7)) {
    case 0:
      return {dice.between(0, 2 * per_ns / spec.count)};
    case 1:
      return {dice.between(0, per_ns)};
    case 2:
      return {dice.one_in(4) ? dice.between(0, 3 * per_ns) : per_ns / 10};
    default:
      return {dice.one_in(3) ? dice.between(0, per_ns / spec.count / 2) : 0};
  }
}

// How many may pass from one request to another, both included, `us` apart.
int64_t bound(const LimitSpec& spec, int64_t permits, int64_t replicas, int64_t us) {
  const auto given = static_cast<int64_t>(Wide{us} * spec.count / spec.per_us);
  switch (spec.algorithm) {
    case Algorithm::kGcra:
      return spec.burst + 1 + given + permits - 1;
    case Algorithm::kTokenBucket:
      return spec.burst + given + permits - 1;
    case Algorithm::kSlidingLog:
      return us < spec.per_us ? spec.count + replicas * (permits - 1) : INT64_MAX;
    default:
      return INT64_MAX;
  }
}

void check_bound(const std::vector<Instant>& passed, const LimitSpec& spec, int64_t permits,
                 int64_t replicas) {
  for (size_t i = 0; i < passed.size(); ++i) {
    for (size_t j = i; j < passed.size(); ++j) {
      const int64_t us = ((passed[j] - passed[i]).ns + 999) / 1000;
      if (static_cast<int64_t>(j - i) + 1 > bound(spec, permits, replicas, us)) FAIL("too many");
    }
  }
}

// A fixed window begins with the first request that passes after the last one's end: leases do not
// outlive it.
void check_windows(const std::vector<Instant>& passed, const LimitSpec& spec) {
  Instant start{INT64_MIN / 2};
  int64_t count = 0;
  for (const Instant at : passed) {
    if (at - start >= microseconds(spec.per_us)) {
      start = at;
      count = 0;
    }
    if (++count > spec.count) FAIL("too many in a window");
  }
}

bool is_equal(const policy::LeaseCounts& a, const policy::LeaseCounts& b) {
  return a.decided == b.decided && a.asked == b.asked && a.refused == b.refused &&
         a.early == b.early && a.taken == b.taken && a.used == b.used;
}

struct Sums {
  policy::LeaseCounts counts;
  void add(const policy::LeaseCounts& more) { counts += more; }
};

void episode(Algorithm algorithm, uint64_t seed, Sums& sums) {
  Dice dice(seed);
  const LimitSpec spec = generated_spec(algorithm, dice);
  const int64_t permits = dice.between(1, dice.one_in(3) ? 30 : 5);
  const int64_t replicas = dice.between(1, 4);
  CAPTURE(seed, static_cast<int>(algorithm), spec.count, spec.per_us, spec.burst, permits,
          replicas);
  policy::Leases leases(permits, static_cast<uint32_t>(replicas), 1'000);
  NaiveLeases naive(spec, permits, static_cast<size_t>(replicas));
  policy::RingPool rings;
  policy::Cell store;
  Instant now{dice.between(0, 1 << 30)};
  std::vector<Instant> passed;
  for (int step = 0; step < kSteps; ++step) {
    now = now + generated_pause(spec, dice);
    const auto replica = static_cast<uint32_t>(dice.between(0, replicas - 1));
    const policy::Leases::Holder holder{3, 17, replica};
    const bool admitted = leases.peek(spec, holder, store, now, rings).admitted;
    if (admitted) {
      leases.charge(spec, holder, store, now, rings);
      passed.push_back(now);
    } else {
      policy::charge_refused(spec, store, now, 1, rings);
    }
    if (admitted != naive.admits(now, replica)) FAIL("step " << step);
  }
  CHECK(is_equal(leases.counts(), naive.counts));
  if (algorithm == Algorithm::kFixedWindow) check_windows(passed, spec);
  check_bound(passed, spec, permits, replicas);
  sums.add(leases.counts());
}

}  // namespace

TEST_CASE("leases: equal their definition, and never pass their bound", "[oracle]") {
  for (const Algorithm algorithm : kAlgorithms) {
    Sums sums;
    for (uint64_t seed = 1; seed <= 200; ++seed) episode(algorithm, seed, sums);
    CAPTURE(static_cast<int>(algorithm));
    CHECK(sums.counts.used > 5'000);
    CHECK(sums.counts.refused > 5'000);
    CHECK(sums.counts.early > 500);
    CHECK(sums.counts.taken > sums.counts.used + 500);
    CHECK(sums.counts.asked < sums.counts.decided * 9 / 10);
  }
}
