// What an emulated limiter answers, and the time it is asked at. Each limiter of this folder is a
// struct of settings with a nested Cell, the state of one key: trivially copyable, and value-
// initialised it is a key that nobody has seen. `take(cell, now, cost)` decides and counts.
//
// `now` is nanoseconds since 1970-01-01T00:00:00Z and > 0, because many products align their
// windows to that clock; it should not run backwards. `cost` >= 1 requests at once; for a product
// that knows no cost it is that many indivisible ones.
#pragma once

#include <cstdint>

#include "base/time.hpp"

namespace gw::emulate {

enum class Outcome : uint8_t { kAdmit, kDelay, kReject };

// The product gives a refused client no time to come back at.
inline constexpr Duration kNotTold{-1};

struct Decision {
  Outcome outcome = Outcome::kAdmit;
  Duration delay{};                 // kDelay: how long the product holds the request, > 0
  Duration retry_after = kNotTold;  // kReject: the wait that the product's own formula gives
  constexpr bool operator==(const Decision&) const = default;
};

constexpr Decision admitted() {
  return {};
}
constexpr Decision delayed(Duration delay) {
  return delay.ns > 0 ? Decision{Outcome::kDelay, delay} : admitted();
}
constexpr Decision rejected(Duration retry_after = kNotTold) {
  return {Outcome::kReject, {}, retry_after};
}

// The last multiple of `tick` since the epoch: what a product sees whose clock has that step.
constexpr Instant floor_to(Instant now, Duration tick) {
  return {now.ns - now.ns % tick.ns};
}

constexpr int64_t whole_ms(Instant now) {
  return now.ns / 1'000'000;
}

// Sums and products of what is >= 0, INT64_MAX when they do not fit.
constexpr int64_t plus(int64_t a, int64_t b) {
  int64_t sum = 0;
  return __builtin_add_overflow(a, b, &sum) ? INT64_MAX : sum;
}
constexpr int64_t times(int64_t a, int64_t b) {
  int64_t product = 0;
  return __builtin_mul_overflow(a, b, &product) ? INT64_MAX : product;
}

// As Go's Duration.Seconds() and as milliseconds in JavaScript: whole units and the rest, each as a
// double, added.
constexpr double in_units(Duration length, Duration unit) {
  const int64_t whole = length.ns / unit.ns;
  return static_cast<double>(whole) +
         static_cast<double>(length.ns % unit.ns) / static_cast<double>(unit.ns);
}

}  // namespace gw::emulate
