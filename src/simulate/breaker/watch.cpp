#include "simulate/breaker/watch.hpp"

#include <algorithm>
#include <utility>

namespace gw::simulate {

namespace {

using emulate::CallResult;

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

void BreakerWatch::called(CallResult recorded, int64_t at_ns) {
  ++out_.counts.calls;
  out_.counts.failures += recorded == CallResult::kFailure ? 1 : 0;
  if (reach_->at_begin) count_in_span(at_ns);
}

void BreakerWatch::decided(CallResult recorded, bool passed, int64_t at_ns) {
  BreakerPoint& point = series_.at(at_ns);
  ++point.calls;
  point.failures += recorded == CallResult::kFailure ? 1 : 0;
  if (passed) return;
  ++point.shed;
  ++out_.counts.shed;
  out_.counts.lost_successes += recorded == CallResult::kSuccess ? 1 : 0;
  out_.counts.failures_avoided += recorded == CallResult::kFailure ? 1 : 0;
}

void BreakerWatch::finished(bool bad, int64_t at_ns) {
  if (!reach_->at_begin) count_in_span(at_ns);
  const int64_t share = settings_->failure_share.ppm;
  if (bad) {
    if (run_score_ < 0) {
      run_score_ = 0;
      run_start_ns_ = at_ns;
    }
    run_score_ += kWholePpm - share;
  } else if (run_score_ >= 0) {
    run_score_ -= share;
  }
}

void BreakerWatch::change(BreakerState to, int64_t at_ns) {
  pass_time(at_ns);
  const BreakerState from = std::exchange(out_.at_end, to);
  ++out_.changes_total;
  if (out_.changes.size() < settings_->max_changes) out_.changes.push_back({WallTime{at_ns}, to});
  if (from == BreakerState::kClosed) left_closed_ns_ = at_ns;
  if (to == BreakerState::kOpen) opened(from, at_ns);
  if (to != BreakerState::kClosed) return;
  out_.longest = std::max(out_.longest, Duration{at_ns - left_closed_ns_});
  closed_ns_ = at_ns;
  run_score_ = -1;
}

void BreakerWatch::opened(BreakerState from, int64_t at_ns) {
  ++out_.counts.opened;
  if (from != BreakerState::kClosed) return;
  if (closed_ns_ && at_ns - *closed_ns_ <= reach_->window.ns) ++out_.counts.flaps;
  if (run_score_ < 0) return;
  const int64_t took = at_ns - run_start_ns_;
  ++out_.detections;
  detection_sum_ns_ += took;
  out_.detection_longest = std::max(out_.detection_longest, Duration{took});
}

void BreakerWatch::pass_time(int64_t at_ns) {
  const Duration passed{at_ns - std::exchange(since_ns_, at_ns)};
  if (out_.at_end == BreakerState::kOpen) out_.counts.open = out_.counts.open + passed;
  if (out_.at_end == BreakerState::kHalfOpen)
    out_.counts.half_open = out_.counts.half_open + passed;
}

void BreakerWatch::count_in_span(int64_t at_ns) {
  const auto enough = static_cast<uint64_t>(reach_->calls);
  if (most_in_span_ >= enough) return;
  if (reach_->span == emulate::BreakerReach::kAll) {
    ++most_in_span_;
    return;
  }
  while (!in_span_.empty() && at_ns - in_span_.front() >= reach_->span.ns) in_span_.pop_front();
  in_span_.push_back(at_ns);
  most_in_span_ = std::max(most_in_span_, uint64_t{in_span_.size()});
  if (most_in_span_ >= enough) in_span_ = {};
}

BreakerGroup BreakerWatch::finish(std::string group, int64_t end_ns) {
  pass_time(end_ns);
  if (out_.at_end != BreakerState::kClosed) {
    out_.longest = std::max(out_.longest, Duration{end_ns - left_closed_ns_});
  }
  if (out_.detections > 0) {
    out_.detection_mean = {detection_sum_ns_ / static_cast<int64_t>(out_.detections)};
  }
  if (most_in_span_ < static_cast<uint64_t>(reach_->calls)) out_.most_calls = most_in_span_;
  out_.group = std::move(group);
  out_.series = series_.finish();
  return std::move(out_);
}

}  // namespace gw::simulate
