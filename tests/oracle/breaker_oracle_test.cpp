// The breaker against one that keeps all calls in a list: every pass, every state, every wait.
#include <string>
#include <vector>

#include "oracle/dice.hpp"
#include "oracle/naive_breaker.hpp"
#include "policy/breaker.hpp"
#include "support/catch.hpp"

namespace {

using namespace gw;
using namespace gw::oracle;
using policy::BreakerSpec;
using policy::BreakerState;
using policy::Outcome;

BreakerSpec generated_spec(Dice& dice) {
  return {
      .consecutive_failures = static_cast<int32_t>(dice.one_in(2) ? dice.between(1, 6) : 0),
      .failure_rate = {dice.one_in(2) ? dice.between(1, 10) * 100'000 : 0},
      .slow_rate = {dice.one_in(3) ? dice.between(1, 10) * 100'000 : 0},
      .slow_call = milliseconds(10),
      .window_kind = dice.one_in(2) ? policy::BreakerWindow::kCalls : policy::BreakerWindow::kTime,
      .window_calls = static_cast<int32_t>(dice.between(1, 12)),
      .window = {dice.between(1'000'000, 100'000'000)},
      .minimum_calls = static_cast<int32_t>(dice.between(1, 8)),
      .open_for = {dice.between(1, 30'000'000)},
      .half_open_probes = static_cast<int32_t>(dice.between(1, 3)),
      .count_late_results = dice.one_in(3)};
}

struct Pending {
  uint64_t call;
  uint64_t generation;
  uint64_t era;
};

class Episode {
 public:
  explicit Episode(uint64_t seed)
      : dice_(seed), spec_(generated_spec(dice_)), breaker_(spec_), naive_(spec_) {}

  // What went wrong, or an empty text.
  std::string step() {
    now_ = now_ + generated_pause();
    const std::string wrong = dice_.one_in(2) || pending_.empty() ? begin() : end();
    if (!wrong.empty()) return wrong;
    if (breaker_.state() != naive_.state) return "state";
    if (breaker_.state() == BreakerState::kOpen) ++opened;
    if (breaker_.state() == BreakerState::kHalfOpen) ++half_open;
    return "";
  }

  int64_t opened = 0;
  int64_t half_open = 0;

 private:
  Duration generated_pause() {
    switch (dice_.between(0, 5)) {
      case 0:
        return {dice_.between(0, spec_.window.ns / 10)};
      case 1:
        return {dice_.one_in(20) ? dice_.between(0, 2 * spec_.window.ns) : 1};
      case 2:
        return breaker_.state() == BreakerState::kOpen && breaker_.open_until() > now_
                   ? breaker_.open_until() - now_ - Duration{dice_.between(0, 1)}
                   : Duration{0};
      default:
        return {dice_.between(0, 1'000'000)};
    }
  }

  std::string begin() {
    const bool expected = naive_.admits(now_);
    if (breaker_.admits(now_) != expected) return "admits";
    const BreakerState before = breaker_.state();
    const policy::Pass pass = breaker_.try_pass(now_);
    if (pass.admitted != expected) return "try_pass";
    if (!expected) return before == BreakerState::kOpen ? check_wait(pass.retry_after) : "";
    const uint64_t era = naive_.begin(++calls_);
    if (pass.transition.has_value() != (before == BreakerState::kOpen)) return "transition";
    if (pass.probe != (before != BreakerState::kClosed)) return "probe";
    pending_.push_back({calls_, pass.generation, era});
    return "";
  }

  std::string check_wait(Duration wait) const {
    if (!naive_.admits(now_ + wait)) return "too short a wait";
    return naive_.admits(now_ + wait - microseconds(1)) ? "too long a wait" : "";
  }

  std::string end() {
    const auto which =
        static_cast<size_t>(dice_.between(0, static_cast<int64_t>(pending_.size()) - 1));
    const Pending call = pending_[which];
    pending_.erase(pending_.begin() + static_cast<int64_t>(which));
    const Duration latency = milliseconds(dice_.between(9, 11));
    if (dice_.one_in(12)) {
      breaker_.release(call.generation);
      naive_.end(now_, call.call, call.era, Outcome::kIgnored, latency);
      return "";
    }
    const Outcome outcome = dice_.one_in(3)    ? Outcome::kFailure
                            : dice_.one_in(10) ? Outcome::kIgnored
                                               : Outcome::kSuccess;
    const BreakerState before = breaker_.state();
    const auto transition = breaker_.record(now_, call.generation, outcome, latency);
    naive_.end(now_, call.call, call.era, outcome, latency);
    if (transition.has_value() != (before != naive_.state)) return "transition of a result";
    if (transition && *transition != policy::Transition{before, naive_.state}) return "from, to";
    return "";
  }

  Dice dice_;
  BreakerSpec spec_;
  policy::Breaker breaker_;
  NaiveBreaker naive_;
  Instant now_{1'000'000};
  uint64_t calls_ = 0;
  std::vector<Pending> pending_;
};

}  // namespace

TEST_CASE("breaker: equals one that keeps all calls", "[oracle]") {
  int64_t opened = 0;
  int64_t half_open = 0;
  for (uint64_t seed = 1; seed <= 500; ++seed) {
    Episode episode(seed);
    for (int step = 0; step < 300; ++step) {
      const std::string wrong = episode.step();
      if (!wrong.empty()) FAIL("seed " << seed << " step " << step << ": " << wrong);
    }
    opened += episode.opened;
    half_open += episode.half_open;
  }
  CHECK(opened > 10'000);
  CHECK(half_open > 10'000);
}
