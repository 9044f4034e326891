#include "simulate/breaker/account.hpp"

#include <utility>

namespace gw::simulate {

namespace {

constexpr int64_t kWholePpm = 1'000'000;

}  // namespace

BreakerCounts& BreakerCounts::operator+=(const BreakerCounts& other) {
  calls += other.calls;
  failures += other.failures;
  shed += other.shed;
  lost_successes += other.lost_successes;
  failures_avoided += other.failures_avoided;
  opened += other.opened;
  flaps += other.flaps;
  open = open + other.open;
  half_open = half_open + other.half_open;
  return *this;
}

void BreakerAccount::add_to_run(bool bad, int64_t at_ns) {
  if (!bad) {
    run_score_ -= share_ppm_;
    return;
  }
  if (run_score_ < 0) {
    run_score_ = 0;
    run_start_ns_ = at_ns;
  }
  run_score_ += kWholePpm - share_ppm_;
}

void BreakerAccount::change(BreakerState to, int64_t at_ns) {
  pass_time(at_ns);
  const BreakerState from = std::exchange(state_, to);
  if (from == BreakerState::kClosed) left_closed_ns_ = at_ns;
  if (to == BreakerState::kOpen) opened(from, at_ns);
  if (to != BreakerState::kClosed) return;
  longest_ = std::max(longest_, Duration{at_ns - left_closed_ns_});
  closed_ns_ = at_ns;
  run_score_ = -1;
}

void BreakerAccount::opened(BreakerState from, int64_t at_ns) {
  ++counts_.opened;
  if (from != BreakerState::kClosed) return;
  if (closed_ns_ != kNever && at_ns - closed_ns_ <= flap_ns_) ++counts_.flaps;
  if (run_score_ < 0) return;
  const Duration took{at_ns - run_start_ns_};
  detections_ += {1, took, took};
}

void BreakerAccount::pass_time(int64_t at_ns) {
  const Duration passed{at_ns - std::exchange(since_ns_, at_ns)};
  if (state_ == BreakerState::kOpen) counts_.open = counts_.open + passed;
  if (state_ == BreakerState::kHalfOpen) counts_.half_open = counts_.half_open + passed;
}

void BreakerAccount::finish(int64_t end_ns) {
  if (state_ == BreakerState::kClosed) return;
  end_ns = std::max(end_ns, since_ns_);
  pass_time(end_ns);
  longest_ = std::max(longest_, Duration{end_ns - left_closed_ns_});
}

}  // namespace gw::simulate
