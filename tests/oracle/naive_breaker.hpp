// A circuit breaker that remembers every call and looks at the whole list after each result.
#pragma once

#include <algorithm>
#include <cstdint>
#include <optional>
#include <vector>

#include "policy/breaker.hpp"

namespace gw::oracle {

class NaiveBreaker {
 public:
  using State = policy::BreakerState;

  explicit NaiveBreaker(const policy::BreakerSpec& spec) : spec_(spec) {}

  bool admits(Instant now) const {
    if (state == State::kClosed) return true;
    if (state == State::kOpen) return now.ns - opened_ns_ >= spec_.open_for.ns;
    return static_cast<int32_t>(probes_out_.size()) + probes_good_ < spec_.half_open_probes;
  }

  // The era a call belongs to is counted in transitions, as a generation is.
  uint64_t begin(uint64_t call) {
    if (state == State::kOpen) change(State::kHalfOpen);
    if (state == State::kHalfOpen) probes_out_.push_back(call);
    return era;
  }

  void end(Instant now, uint64_t call, uint64_t call_era, policy::Outcome outcome,
           Duration latency) {
    std::erase(probes_out_, call);
    if (outcome == policy::Outcome::kIgnored) return;
    if (call_era != era && !spec_.count_late_results) return;
    const Call ended{now.ns, outcome == policy::Outcome::kFailure, latency > spec_.slow_call};
    if (state == State::kClosed) end_closed(now, ended);
    if (state == State::kHalfOpen) end_probe(now, ended);
  }

  State state = State::kClosed;
  uint64_t era = 0;

 private:
  struct Call {
    int64_t ns;
    bool failed;
    bool slow;
  };

  void change(State to) {
    state = to;
    ++era;
    calls_.clear();
    all_.clear();
    probes_out_.clear();
    probes_good_ = 0;
  }

  void open(Instant now) {
    opened_ns_ = now.ns;
    change(State::kOpen);
  }

  void end_closed(Instant now, const Call& ended) {
    all_.push_back(ended);
    if (spec_.window_kind == policy::BreakerWindow::kTime && in_window(now).empty()) calls_.clear();
    calls_.push_back(ended);
    if (in_a_row() || by_rate(now)) open(now);
  }

  void end_probe(Instant now, const Call& ended) {
    if (ended.failed || (ended.slow && spec_.slow_rate.ppm > 0)) return open(now);
    if (++probes_good_ == spec_.half_open_probes) change(State::kClosed);
  }

  bool in_a_row() const {
    const auto count = static_cast<size_t>(spec_.consecutive_failures);
    if (count == 0 || all_.size() < count) return false;
    return std::all_of(all_.end() - spec_.consecutive_failures, all_.end(),
                       [](const Call& call) { return call.failed; });
  }

  std::vector<Call> in_window(Instant now) const {
    std::vector<Call> window;
    if (spec_.window_kind == policy::BreakerWindow::kCalls) {
      const auto count = std::min(calls_.size(), static_cast<size_t>(spec_.window_calls));
      window.assign(calls_.end() - static_cast<int64_t>(count), calls_.end());
      return window;
    }
    const int64_t slice_ns = (spec_.window.ns + 9) / 10;
    for (const Call& call : calls_) {
      const int64_t first = calls_.front().ns;
      if ((now.ns - first) / slice_ns - (call.ns - first) / slice_ns < 10) window.push_back(call);
    }
    return window;
  }

  bool by_rate(Instant now) const {
    const std::vector<Call> window = in_window(now);
    const auto total = static_cast<int64_t>(window.size());
    int64_t enough = spec_.minimum_calls;
    if (spec_.window_kind == policy::BreakerWindow::kCalls) {
      enough = std::min<int64_t>(enough, spec_.window_calls);
    }
    if (total < enough) return false;
    const auto share = [&](auto member) {
      return std::count_if(window.begin(), window.end(), member);
    };
    const int64_t failed = share([](const Call& call) { return call.failed; });
    const int64_t slow = share([](const Call& call) { return call.slow; });
    const auto over = [total](Ratio rate, int64_t part) {
      return rate.ppm > 0 && part * 1'000'000 >= rate.ppm * total;
    };
    return over(spec_.failure_rate, failed) || over(spec_.slow_rate, slow);
  }

  policy::BreakerSpec spec_;
  std::vector<Call> all_;    // since the breaker closed
  std::vector<Call> calls_;  // since the window was last empty
  std::vector<uint64_t> probes_out_;
  int32_t probes_good_ = 0;
  int64_t opened_ns_ = 0;
};

}  // namespace gw::oracle
