// Each limiter on a shared cell table against its slow definition: admission, what remains and the
// exact wait, for many keys at once, with drained cells forgotten at random.
#include <array>
#include <string>
#include <string_view>

#include "oracle/dice.hpp"
#include "oracle/naive_limiters.hpp"
#include "policy/cell_table.hpp"
#include "policy/limiter.hpp"
#include "support/catch.hpp"

namespace {

using namespace gw;
using namespace gw::oracle;
using policy::Algorithm;
using policy::LimitSpec;

constexpr size_t kKeys = 3;
constexpr int kStepsPerEpisode = 250;

LimitSpec generated_spec(Algorithm algorithm, Dice& dice) {
  const std::array<int64_t, 6> periods{1, 7, 1'000, 60'000, 1'000'000, 60'000'000};
  return {.algorithm = algorithm,
          .count = dice.between(1, dice.one_in(4) ? 60 : 6),
          .per_us = dice.pick<int64_t>(periods) * dice.between(1, 3),
          .burst = dice.between(algorithm == Algorithm::kTokenBucket ? 1 : 0, 8),
          .count_refused = dice.one_in(4)};
}

// Clumps, steps around one request's share of the period, whole periods to the nanosecond, pauses.
Duration generated_pause(const LimitSpec& spec, Dice& dice) {
  const int64_t per_ns = spec.per_us * 1000;
  switch (dice.between(0, 11)) {
    case 2:
      return {dice.between(1, 2'000)};
    case 3:
      return {dice.between(0, 2 * per_ns / spec.count)};
    case 4:
      return {std::max<int64_t>(per_ns / spec.count + dice.between(-1'001, 1'001), 0)};
    case 5:
      return {std::max<int64_t>(per_ns + dice.between(-1'001, 1'001), 0)};
    case 6:
      return {dice.between(0, per_ns)};
    case 7:
      return {dice.one_in(3) ? dice.between(0, 4 * per_ns) : per_ns / 10};
    default:
      return {0};
  }
}

std::string label(uint64_t seed, int step, const LimitSpec& spec, int64_t cost) {
  return "seed " + std::to_string(seed) + " step " + std::to_string(step) + ": algorithm " +
         std::to_string(static_cast<int>(spec.algorithm)) + ", " + std::to_string(spec.count) +
         " per " + std::to_string(spec.per_us) + " us, burst " + std::to_string(spec.burst) +
         ", count_refused " + std::to_string(spec.count_refused) + ", cost " + std::to_string(cost);
}

struct Tally {
  int64_t admitted = 0;
  int64_t refused = 0;
};

class Episode {
 public:
  Episode(Algorithm algorithm, uint64_t seed)
      : seed_(seed),
        dice_(seed),
        spec_(generated_spec(algorithm, dice_)),
        now_{dice_.between(0, 1 << 30)} {
    for (auto& naive : naive_) naive = naive_limiter(spec_);
  }

  void step(int number, Tally& tally) {
    now_ = now_ + generated_pause(spec_, dice_);
    if (dice_.one_in(10)) forget_drained();
    const auto key = static_cast<size_t>(dice_.between(0, kKeys - 1));
    const int64_t cost = dice_.one_in(8) ? dice_.between(2, 4) : 1;
    policy::Entry* entry = table_.find_or_insert(7, key + 1);
    const policy::Decision decision = policy::peek(spec_, entry->cell, now_, cost, rings_);
    const std::string_view wrong = mistake(decision, *naive_[key], cost);
    if (!wrong.empty()) FAIL(label(seed_, number, spec_, cost) << ": " << wrong);
    if (decision.admitted) {
      policy::charge(spec_, entry->cell, now_, cost, rings_);
      naive_[key]->count(now_, cost, true);
      ++tally.admitted;
      return;
    }
    policy::charge_refused(spec_, entry->cell, now_, cost, rings_);
    if (spec_.count_refused) naive_[key]->count(now_, cost, false);
    ++tally.refused;
  }

 private:
  // What is wrong with the decision, or an empty text.
  std::string_view mistake(const policy::Decision& decision, const NaiveLimiter& naive,
                           int64_t cost) const {
    const int64_t room = std::max<int64_t>(naive.room(now_), 0);
    if (decision.admitted != naive.admits(now_, cost)) return "admitted";
    if (decision.remaining != (decision.admitted ? room - cost : room)) return "remaining";
    const Duration wait = decision.retry_after;
    if (decision.admitted) return wait == Duration{0} ? "" : "a wait though admitted";
    if (wait == policy::kNever) {
      return naive.admits(now_ + seconds(1'000'000), cost) ? "never is too long" : "";
    }
    if (wait.ns % 1000 != 0) return "a wait with nanoseconds";
    if (!naive.admits(now_ + wait, cost)) return "too short a wait";
    return naive.admits(now_ + (wait - microseconds(1)), cost) ? "too long a wait" : "";
  }

  void forget_drained() {
    table_.sweep(table_.buckets(), [this](policy::Entry& entry) {
      if (!policy::drained(spec_, entry.cell, now_, rings_)) return false;
      if (policy::digest(spec_, entry.cell, now_, rings_) != 0) FAIL("seed " << seed_);
      policy::forget(spec_, entry.cell, rings_);
      return true;
    });
  }

  uint64_t seed_;
  Dice dice_;
  LimitSpec spec_;
  Instant now_;
  policy::CellTable table_{16};
  policy::RingPool rings_;
  std::array<std::unique_ptr<NaiveLimiter>, kKeys> naive_;
};

void compare_with_definition(Algorithm algorithm) {
  Tally tally;
  for (uint64_t seed = 1; seed <= 420; ++seed) {
    Episode episode(algorithm, seed);
    for (int step = 0; step < kStepsPerEpisode; ++step) episode.step(step, tally);
  }
  CHECK(tally.admitted > 10'000);
  CHECK(tally.refused > 10'000);
}

}  // namespace

TEST_CASE("fixed_window: equals its definition", "[oracle]") {
  compare_with_definition(Algorithm::kFixedWindow);
}

TEST_CASE("gcra: equals the theoretical arrival time in rationals", "[oracle]") {
  compare_with_definition(Algorithm::kGcra);
}

TEST_CASE("token_bucket: equals a bucket refilled request by request", "[oracle]") {
  compare_with_definition(Algorithm::kTokenBucket);
}

TEST_CASE("sliding_window: equals counts by window number", "[oracle]") {
  compare_with_definition(Algorithm::kSlidingWindow);
}

TEST_CASE("sliding_log: equals a scanned list of times", "[oracle]") {
  compare_with_definition(Algorithm::kSlidingLog);
}
