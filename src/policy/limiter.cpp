#include "policy/limiter.hpp"

#include <string>

#include "base/check.hpp"
#include "base/hash.hpp"
#include "policy/concurrency.hpp"
#include "policy/fixed_window.hpp"
#include "policy/level.hpp"
#include "policy/sliding_log.hpp"
#include "policy/sliding_window.hpp"

namespace gw::policy {
namespace {

Result<void> in_range(const char* what, int64_t number, int64_t least, int64_t most) {
  if (number >= least && number <= most) return {};
  return failure(std::string(what) + " must be " + std::to_string(least) + " to " +
                 std::to_string(most) + ", not " + std::to_string(number));
}

// per_us times `factor` >= 1, or 0 when it is more than kMaxUnits.
int64_t units(const LimitSpec& spec, int64_t factor) {
  return factor > kMaxUnits / spec.per_us ? 0 : spec.per_us * factor;
}

Result<void> check_level(const LimitSpec& spec) {
  const bool gcra = spec.algorithm == Algorithm::kGcra;
  Result<void> burst = in_range("burst", spec.burst, gcra ? 0 : 1, kMaxCount);
  if (!burst) return burst;
  const int64_t full = units(spec, gcra ? spec.burst + 1 : spec.burst);
  if (full == 0) return failure("the period times the burst is too large to count exactly");
  if (full / spec.count >= kMaxPerUs) return failure("the burst would take over ten years to pass");
  return {};
}

}  // namespace

Result<void> check(const LimitSpec& spec) {
  const bool log = spec.algorithm == Algorithm::kSlidingLog;
  Result<void> count = in_range("the count", spec.count, 1, log ? kMaxRingStamps : kMaxCount);
  if (!count || spec.algorithm == Algorithm::kConcurrency) return count;
  Result<void> per = in_range("the period in microseconds", spec.per_us, 1, kMaxPerUs);
  if (!per) return per;
  switch (spec.algorithm) {
    case Algorithm::kGcra:
    case Algorithm::kTokenBucket:
      return check_level(spec);
    case Algorithm::kSlidingWindow:
      if (units(spec, spec.count) == 0) {
        return failure("the window times the count is too large to count exactly");
      }
      return {};
    default:
      return {};
  }
}

Decision peek(const LimitSpec& spec, const Cell& cell, Instant now, int64_t cost,
              const RingPool& rings) {
  switch (spec.algorithm) {
    case Algorithm::kFixedWindow:
      return fixed_window::peek(spec, cell, now, cost);
    case Algorithm::kGcra:
    case Algorithm::kTokenBucket:
      return level::peek(spec, cell, now, cost);
    case Algorithm::kSlidingWindow:
      return sliding_window::peek(spec, cell, now, cost);
    case Algorithm::kSlidingLog:
      return sliding_log::peek(spec, cell, now, cost, rings);
    case Algorithm::kConcurrency:
      return concurrency::peek(spec, cell, cost);
  }
  GW_CHECK(false);
}

void charge(const LimitSpec& spec, Cell& cell, Instant now, int64_t cost, RingPool& rings) {
  switch (spec.algorithm) {
    case Algorithm::kFixedWindow:
      return fixed_window::charge(spec, cell, now, cost);
    case Algorithm::kGcra:
    case Algorithm::kTokenBucket:
      return level::charge(spec, cell, now, cost);
    case Algorithm::kSlidingWindow:
      return sliding_window::charge(spec, cell, now, cost);
    case Algorithm::kSlidingLog:
      return sliding_log::charge(spec, cell, now, cost, rings);
    case Algorithm::kConcurrency:
      return concurrency::charge(cell, cost);
  }
}

void charge_refused(const LimitSpec& spec, Cell& cell, Instant now, int64_t cost, RingPool& rings) {
  if (!spec.count_refused) return;
  switch (spec.algorithm) {
    case Algorithm::kFixedWindow:
      return fixed_window::charge_refused(spec, cell, now, cost);
    case Algorithm::kGcra:
    case Algorithm::kTokenBucket:
      return level::charge_refused(spec, cell, now, cost);
    case Algorithm::kSlidingWindow:
      return sliding_window::charge_refused(spec, cell, now, cost);
    case Algorithm::kSlidingLog:
      return sliding_log::charge_refused(spec, cell, now, cost, rings);
    case Algorithm::kConcurrency:
      return;
  }
}

void refund(const LimitSpec& spec, Cell& cell, Instant charged_at, Instant now, int64_t cost,
            RingPool& rings) {
  switch (spec.algorithm) {
    case Algorithm::kFixedWindow:
      return fixed_window::refund(spec, cell, charged_at, now, cost);
    case Algorithm::kGcra:
    case Algorithm::kTokenBucket:
      return level::refund(spec, cell, now, cost);
    case Algorithm::kSlidingWindow:
      return sliding_window::refund(spec, cell, charged_at, now, cost);
    case Algorithm::kSlidingLog:
      return sliding_log::refund(spec, cell, charged_at, cost, rings);
    case Algorithm::kConcurrency:
      return concurrency::release(cell, cost);
  }
}

void release(const LimitSpec& spec, Cell& cell, int64_t cost) {
  GW_CHECK(spec.algorithm == Algorithm::kConcurrency);
  concurrency::release(cell, cost);
}

bool drained(const LimitSpec& spec, const Cell& cell, Instant now, const RingPool& rings) {
  switch (spec.algorithm) {
    case Algorithm::kFixedWindow:
      return fixed_window::used(spec, cell, now) == 0;
    case Algorithm::kGcra:
    case Algorithm::kTokenBucket:
      return level::settled(spec, cell, now).value == 0;
    case Algorithm::kSlidingWindow:
      return sliding_window::drained(spec, cell, now);
    case Algorithm::kSlidingLog:
      return sliding_log::drained(spec, cell, now, rings);
    case Algorithm::kConcurrency:
      return cell.value == 0;
  }
  GW_CHECK(false);
}

void forget(const LimitSpec& spec, Cell& cell, RingPool& rings) {
  if (spec.algorithm == Algorithm::kSlidingLog) rings.free(cell.value);
  cell = {};
}

uint64_t digest(const LimitSpec& spec, const Cell& cell, Instant now, const RingPool& rings) {
  switch (spec.algorithm) {
    case Algorithm::kFixedWindow:
      return fixed_window::digest(spec, cell, now);
    case Algorithm::kGcra:
    case Algorithm::kTokenBucket:
      return level::digest(spec, cell, now);
    case Algorithm::kSlidingWindow:
      return sliding_window::digest(spec, cell, now);
    case Algorithm::kSlidingLog:
      return sliding_log::digest(spec, cell, now, rings);
    case Algorithm::kConcurrency:
      return cell.value == 0 ? 0 : mix(0, static_cast<uint64_t>(cell.value));
  }
  GW_CHECK(false);
}

}  // namespace gw::policy
