#include "policy/emulate/cockatiel_breaker.hpp"

#include <algorithm>
#include <cmath>

#include "policy/emulate/decision.hpp"

namespace gw::emulate {

namespace {

using Window = CockatielBreaker::Window;

int64_t window_count(Duration duration) {
  const double seconds_ceiled = std::ceil(in_units(duration, seconds(1)));
  return std::max(int64_t{5}, static_cast<int64_t>(seconds_ceiled));
}

// Math.round of a positive number.
int64_t window_ms(Duration duration) {
  return static_cast<int64_t>(std::floor(
      in_units(duration, milliseconds(1)) / static_cast<double>(window_count(duration)) + 0.5));
}

void replace(CockatielBreaker::State& state, size_t at, const Window& by) {
  state.all.successes += by.successes - state.windows[at].successes;
  state.all.failures += by.failures - state.windows[at].failures;
  state.windows[at] = by;
}

}  // namespace

Answer CockatielBreaker::ask(State& state, Instant now) const {
  if (state.state == BreakerState::kOpen) {
    if (whole_ms(now) - state.opened_ms < half_open_after.ns / 1'000'000) return turned_away();
    state.state = BreakerState::kHalfOpen;
    ++state.generation;
    state.in_flight = state.successes = state.failures = 0;
  }
  if (state.state == BreakerState::kClosed) return passed({now});
  if (state.successes + state.failures + state.in_flight >= half_open_calls) {
    return {Verdict::kWait, {}};
  }
  ++state.in_flight;
  return passed({.begun = now, .generation = state.generation, .probe = true});
}

void CockatielBreaker::finish(State& state, const Call& call, const Ended& ended,
                              Instant now) const {
  const int64_t now_ms = whole_ms(now);
  if (call.probe) {
    const bool current =
        state.state == BreakerState::kHalfOpen && call.generation == state.generation;
    if (current) finish_probe(state, ended.result, now_ms);
  } else if (ended.result == CallResult::kSuccess) {
    success(state, now_ms, false);
  } else if (ended.result == CallResult::kFailure && failure(state, now_ms, false)) {
    open(state, now_ms);
  }
}

// A result that the policy does not handle is a success of a probe.
void CockatielBreaker::finish_probe(State& state, CallResult result, int64_t now_ms) const {
  --state.in_flight;
  if (result == CallResult::kFailure) {
    if (++state.failures > half_open_threshold * half_open_calls) {
      failure(state, now_ms, true);
      open(state, now_ms);
      return;
    }
  } else {
    ++state.successes;
  }
  if (state.successes + state.failures >= half_open_calls && state.in_flight == 0) {
    success(state, now_ms, true);
    state.state = BreakerState::kClosed;
  }
}

void CockatielBreaker::success(State& state, int64_t now_ms, bool half_open) const {
  state.in_a_row = 0;
  if (half_open) {
    std::ranges::fill(state.windows, Window{});
    state.all = {};
  }
  push(state, now_ms, true);
}

bool CockatielBreaker::failure(State& state, int64_t now_ms, bool half_open) const {
  ++state.in_a_row;
  push(state, now_ms, false);
  if (counter == Counter::kConsecutive) return state.in_a_row >= consecutive;
  if (half_open) return true;
  const auto total = static_cast<double>(state.all.successes + state.all.failures);
  double needed = minimum_calls;
  if (counter == Counter::kSampling) {
    const double rpms = minimum_rps > 0 ? minimum_rps / 1000 : 5 / (threshold * 1000);
    needed = static_cast<double>(window_ms(duration) * window_count(duration)) * rpms;
  }
  return total >= needed && static_cast<double>(state.all.failures) > threshold * total;
}

void CockatielBreaker::push(State& state, int64_t now_ms, bool succeeded) const {
  const Window one{now_ms, succeeded ? 1 : 0, succeeded ? 0 : 1};
  if (counter == Counter::kConsecutive) return;
  if (counter == Counter::kCount) {
    state.windows.resize(static_cast<size_t>(size));
    replace(state, state.window, one);
    state.window = (state.window + 1) % state.windows.size();
    return;
  }
  state.windows.resize(static_cast<size_t>(window_count(duration)));
  if (now_ms - state.windows[state.window].started_ms >= window_ms(duration)) {
    state.window = (state.window + 1) % state.windows.size();
    replace(state, state.window, {now_ms});
  }
  Window sum = state.windows[state.window];
  sum.successes += one.successes;
  sum.failures += one.failures;
  replace(state, state.window, sum);
}

void CockatielBreaker::open(State& state, int64_t now_ms) const {
  if (state.state == BreakerState::kOpen) return;
  state.state = BreakerState::kOpen;
  state.opened_ms = now_ms;
}

}  // namespace gw::emulate
