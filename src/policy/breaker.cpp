#include "policy/breaker.hpp"

#include <algorithm>
#include <string>

#include "base/hash.hpp"
#include "policy/micros.hpp"

namespace gw::policy {
namespace {

constexpr Duration kRetryWhileHalfOpen = seconds(1);
constexpr uint8_t kFailedBit = 1;
constexpr uint8_t kSlowBit = 2;

Result<void> in_range(const char* what, int64_t number, int64_t least, int64_t most) {
  if (number >= least && number <= most) return {};
  return failure(std::string(what) + " must be " + std::to_string(least) + " to " +
                 std::to_string(most) + ", not " + std::to_string(number));
}

bool reaches(Ratio rate, int64_t part, int64_t whole) {
  return rate.ppm > 0 && part * 1'000'000 >= rate.ppm * whole;
}

}  // namespace

Result<void> check(const BreakerSpec& spec) {
  constexpr int64_t kForever = INT64_MAX / 4;  // an Instant and twice this do not overflow
  const Result<void> results[] = {
      in_range("consecutive_failures", spec.consecutive_failures, 0, 1'000'000),
      in_range("failure_rate in ppm", spec.failure_rate.ppm, 0, 1'000'000),
      in_range("slow_rate in ppm", spec.slow_rate.ppm, 0, 1'000'000),
      in_range("slow_call in ns", spec.slow_call.ns, 0, kForever),
      in_range("window_calls", spec.window_calls, 1, 100'000),
      in_range("window in ns", spec.window.ns, 1'000'000, kForever),
      in_range("minimum_calls", spec.minimum_calls, 1, 1'000'000),
      in_range("open_for in ns", spec.open_for.ns, 1, kForever),
      in_range("half_open_probes", spec.half_open_probes, 1, 1'000'000)};
  for (const Result<void>& result : results) {
    if (!result) return result;
  }
  return {};
}

const char* name(BreakerState state) {
  switch (state) {
    case BreakerState::kClosed:
      return "closed";
    case BreakerState::kOpen:
      return "open";
    case BreakerState::kHalfOpen:
      return "half-open";
  }
  return "";
}

Breaker::Breaker(const BreakerSpec& spec) : spec_(spec), slices_(spec.window) {
  if (spec.window_kind == BreakerWindow::kCalls) {
    calls_.reserve(static_cast<size_t>(spec.window_calls));
  }
}

bool Breaker::admits(Instant now) const {
  switch (state_) {
    case BreakerState::kClosed:
      return true;
    case BreakerState::kOpen:
      return now >= open_until();
    case BreakerState::kHalfOpen:
      return probes_out_ + probes_succeeded_ < spec_.half_open_probes;
  }
  return false;
}

Pass Breaker::try_pass(Instant now) {
  Pass pass;
  pass.admitted = admits(now);
  if (!pass.admitted) {
    pass.retry_after =
        state_ == BreakerState::kOpen ? wait_until(open_until(), now) : kRetryWhileHalfOpen;
    return pass;
  }
  if (state_ == BreakerState::kOpen) pass.transition = go(BreakerState::kHalfOpen);
  if (state_ == BreakerState::kHalfOpen) {
    ++probes_out_;
    pass.probe = true;
  }
  pass.generation = generation_;
  return pass;
}

std::optional<Transition> Breaker::record(Instant now, uint64_t generation, Outcome outcome,
                                          Duration latency) {
  if (outcome == Outcome::kIgnored) {
    release(generation);
    return std::nullopt;
  }
  if (generation != generation_ && !spec_.count_late_results) return std::nullopt;
  const bool slow = latency > spec_.slow_call;
  switch (state_) {
    case BreakerState::kClosed:
      return record_closed(now, outcome, slow);
    case BreakerState::kOpen:
      return std::nullopt;
    case BreakerState::kHalfOpen:
      return record_probe(now, generation, outcome, slow);
  }
  return std::nullopt;
}

void Breaker::release(uint64_t generation) {
  if (state_ == BreakerState::kHalfOpen && generation == generation_) --probes_out_;
}

uint64_t Breaker::digest(Instant now) const {
  if (generation_ == 0 && counted(now, kCalls) == 0 && failures_in_a_row_ == 0) return 0;
  uint64_t hash = mix(generation_, static_cast<uint64_t>(state_));
  if (state_ == BreakerState::kOpen) return mix(hash, static_cast<uint64_t>(opened_at_.ns));
  hash = mix(hash, static_cast<uint64_t>(failures_in_a_row_));
  hash = mix(hash,
             static_cast<uint64_t>(probes_out_) << 32 | static_cast<uint64_t>(probes_succeeded_));
  for (size_t i = 0; i < calls_.size(); ++i) {
    hash = mix(hash, calls_[(next_call_ + i) % calls_.size()]);
  }
  return mix(hash, slices_.digest(now));
}

Transition Breaker::go(BreakerState to) {
  const Transition transition{state_, to};
  state_ = to;
  ++generation_;
  probes_out_ = 0;
  probes_succeeded_ = 0;
  forget_calls();
  return transition;
}

Transition Breaker::open(Instant now) {
  opened_at_ = now;
  return go(BreakerState::kOpen);
}

std::optional<Transition> Breaker::record_closed(Instant now, Outcome outcome, bool slow) {
  failures_in_a_row_ = outcome == Outcome::kFailure ? failures_in_a_row_ + 1 : 0;
  if (spec_.failure_rate.ppm > 0 || spec_.slow_rate.ppm > 0) count(now, outcome, slow);
  if (trips(now)) return open(now);
  return std::nullopt;
}

std::optional<Transition> Breaker::record_probe(Instant now, uint64_t generation, Outcome outcome,
                                                bool slow) {
  if (outcome == Outcome::kFailure || (slow && spec_.slow_rate.ppm > 0)) return open(now);
  if (generation == generation_) --probes_out_;
  if (++probes_succeeded_ < spec_.half_open_probes) return std::nullopt;
  return go(BreakerState::kClosed);
}

bool Breaker::trips(Instant now) const {
  if (spec_.consecutive_failures > 0 && failures_in_a_row_ >= spec_.consecutive_failures) {
    return true;
  }
  const bool by_calls = spec_.window_kind == BreakerWindow::kCalls;
  const int32_t enough =
      by_calls ? std::min(spec_.minimum_calls, spec_.window_calls) : spec_.minimum_calls;
  const int64_t calls = counted(now, kCalls);
  if (calls < enough) return false;
  return reaches(spec_.failure_rate, counted(now, kFailures), calls) ||
         reaches(spec_.slow_rate, counted(now, kSlow), calls);
}

int64_t Breaker::counted(Instant now, Counter counter) const {
  if (spec_.window_kind == BreakerWindow::kCalls) return call_counts_[counter];
  return slices_.total(now, counter);
}

void Breaker::count(Instant now, Outcome outcome, bool slow) {
  const bool failed = outcome == Outcome::kFailure;
  if (spec_.window_kind == BreakerWindow::kTime) {
    slices_.add(now, {1, failed ? 1 : 0, slow ? 1 : 0});
    return;
  }
  count_in_calls(static_cast<uint8_t>((failed ? kFailedBit : 0) | (slow ? kSlowBit : 0)));
}

void Breaker::count_in_calls(uint8_t call) {
  const auto change = [this](uint8_t bits, int64_t by) {
    call_counts_[kCalls] += by;
    if ((bits & kFailedBit) != 0) call_counts_[kFailures] += by;
    if ((bits & kSlowBit) != 0) call_counts_[kSlow] += by;
  };
  change(call, 1);
  if (calls_.size() < static_cast<size_t>(spec_.window_calls)) {
    calls_.push_back(call);
    return;
  }
  change(calls_[next_call_], -1);
  calls_[next_call_] = call;
  next_call_ = (next_call_ + 1) % calls_.size();
}

void Breaker::forget_calls() {
  failures_in_a_row_ = 0;
  slices_.clear();
  calls_.clear();
  next_call_ = 0;
  call_counts_ = {};
}

}  // namespace gw::policy
