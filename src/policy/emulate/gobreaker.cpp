#include "policy/emulate/gobreaker.hpp"

#include <algorithm>

namespace gw::emulate {

namespace {

using Counts = Gobreaker::Counts;
using State = Gobreaker::State;

void count(Counts& counts, CallResult result) {
  switch (result) {
    case CallResult::kSuccess:
      ++counts.successes;
      ++counts.successes_in_a_row;
      counts.failures_in_a_row = 0;
      break;
    case CallResult::kFailure:
      ++counts.failures;
      ++counts.failures_in_a_row;
      counts.successes_in_a_row = 0;
      break;
    case CallResult::kIgnored:
      ++counts.exclusions;
      break;
  }
}

uint32_t less(uint32_t from, uint32_t what) {
  return from > what ? from - what : 0;
}

// A row of successes (failures) that reaches back into the bucket that goes loses that part.
void shorten(State& state, size_t oldest, uint32_t Counts::* row, uint32_t Counts::* total) {
  uint32_t all = state.buckets[oldest].*row;
  for (size_t i = 1; i < state.buckets.size(); ++i) {
    all += state.buckets[(oldest + i) % state.buckets.size()].*total;
  }
  if (state.counts.*row == all) {
    state.counts.*row = less(state.counts.*row, state.buckets[oldest].*row);
  }
}

void roll(State& state) {
  ++state.age;
  const size_t oldest = state.age % state.buckets.size();
  shorten(state, oldest, &Counts::successes_in_a_row, &Counts::successes);
  shorten(state, oldest, &Counts::failures_in_a_row, &Counts::failures);
  for (const auto field :
       {&Counts::requests, &Counts::successes, &Counts::failures, &Counts::exclusions}) {
    state.counts.*field = less(state.counts.*field, state.buckets[oldest].*field);
  }
  state.buckets[oldest] = {};
}

void clear(State& state) {
  state.counts = {};
  std::ranges::fill(state.buckets, Counts{});
}

void grow(State& state, uint64_t age) {
  if (age <= state.age) return;
  if (age - state.age >= state.buckets.size()) {
    clear(state);
    state.age = age;
  }
  while (state.age < age) roll(state);
}

}  // namespace

Answer Gobreaker::ask(State& state, Instant now) const {
  settle(state, now);
  const uint32_t valid = state.counts.requests - state.counts.exclusions;
  const bool full = state.state == BreakerState::kHalfOpen && valid >= max_requests;
  if (state.state == BreakerState::kOpen || full) return turned_away();
  ++state.counts.requests;
  ++state.buckets[state.age % state.buckets.size()].requests;
  return passed({now, state.generation, state.age});
}

void Gobreaker::finish(State& state, const Call& call, const Ended& ended, Instant now) const {
  settle(state, now);
  if (call.generation != state.generation) return;
  const bool failed = ended.result == CallResult::kFailure;
  if (failed && state.state == BreakerState::kHalfOpen) return go(state, BreakerState::kOpen, now);
  if (state.age - call.bucket < state.buckets.size()) {
    count(state.counts, ended.result);
    count(state.buckets[call.bucket % state.buckets.size()], ended.result);
  }
  if (failed && trips(state.counts)) go(state, BreakerState::kOpen, now);
  if (ended.result == CallResult::kSuccess && state.state == BreakerState::kHalfOpen &&
      state.counts.successes_in_a_row >= max_requests) {
    go(state, BreakerState::kClosed, now);
  }
}

BreakerState Gobreaker::state_at(const State& state, Instant now) const {
  State copy = state;
  settle(copy, now);
  return copy.state;
}

void Gobreaker::settle(State& state, Instant now) const {
  if (state.generation == 0) {
    const bool rolls = interval.ns > 0 && bucket_period.ns > 0;
    state.buckets.resize(
        rolls ? static_cast<size_t>((interval.ns + bucket_period.ns - 1) / bucket_period.ns) : 1);
    new_generation(state, now);
  }
  const bool expired = state.expiry_ns != 0 && state.expiry_ns < now.ns;
  if (state.state == BreakerState::kOpen && expired) {
    go(state, BreakerState::kHalfOpen, now);
  } else if (state.state == BreakerState::kClosed && expired) {
    new_generation(state, now);
  } else if (state.state == BreakerState::kClosed && state.buckets.size() >= 2) {
    grow(state,
         static_cast<uint64_t>(std::max((now - state.start).ns / bucket_period.ns, int64_t{0})));
  }
}

void Gobreaker::go(State& state, BreakerState to, Instant now) const {
  state.state = to;
  new_generation(state, now);
}

void Gobreaker::new_generation(State& state, Instant now) const {
  ++state.generation;
  state.start = now;
  clear(state);
  state.age = 0;
  state.expiry_ns = 0;
  if (state.state == BreakerState::kOpen) state.expiry_ns = (now + timeout).ns;
  if (state.state == BreakerState::kClosed && interval.ns > 0 && state.buckets.size() < 2) {
    state.expiry_ns = (now + interval).ns;
  }
}

bool Gobreaker::trips(const Counts& counts) const {
  if (counts.failures_in_a_row > consecutive) return true;
  return ratio > 0 && counts.requests >= minimum_requests &&
         static_cast<double>(counts.failures) / counts.requests >= ratio;
}

}  // namespace gw::emulate
