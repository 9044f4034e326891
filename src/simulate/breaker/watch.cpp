#include "simulate/breaker/watch.hpp"

#include <algorithm>
#include <utility>

namespace gw::simulate {

using emulate::CallResult;

void BreakerWatch::called(CallResult recorded, int64_t at_ns) {
  account_.called(recorded);
  if (reach_->at_begin) count_in_span(at_ns);
}

void BreakerWatch::decided(CallResult recorded, bool passed, int64_t at_ns) {
  BreakerPoint& point = series_.at(at_ns);
  ++point.calls;
  point.failures += recorded == CallResult::kFailure ? 1 : 0;
  if (passed) return;
  ++point.shed;
  account_.shed(recorded);
}

void BreakerWatch::finished(bool bad, int64_t at_ns) {
  if (!reach_->at_begin) count_in_span(at_ns);
  account_.finished(bad, at_ns);
}

void BreakerWatch::change(BreakerState to, int64_t at_ns) {
  account_.change(to, at_ns);
  ++out_.changes_total;
  if (out_.changes.size() < settings_->max_changes) out_.changes.push_back({WallTime{at_ns}, to});
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
  account_.finish(end_ns);
  out_.counts = account_.counts();
  out_.longest = account_.longest();
  out_.detections = account_.detections();
  out_.at_end = account_.state();
  if (most_in_span_ < static_cast<uint64_t>(reach_->calls)) out_.most_calls = most_in_span_;
  out_.group = std::move(group);
  out_.series = series_.finish();
  return std::move(out_);
}

}  // namespace gw::simulate
