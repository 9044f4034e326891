// Time as signed 64-bit nanoseconds in three types that do not mix: a length, a point on the
// monotonic clock, a point on the wall clock. Nothing here asks the operating system for the time.
#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace gw {

// A length of time; may be negative. The range is about +-292 years.
struct Duration {
  int64_t ns = 0;
  constexpr auto operator<=>(const Duration&) const = default;
};

constexpr Duration nanoseconds(int64_t n) {
  return {n};
}
constexpr Duration microseconds(int64_t n) {
  return {n * 1'000};
}
constexpr Duration milliseconds(int64_t n) {
  return {n * 1'000'000};
}
constexpr Duration seconds(int64_t n) {
  return {n * 1'000'000'000};
}
constexpr Duration operator+(Duration a, Duration b) {
  return {a.ns + b.ns};
}
constexpr Duration operator-(Duration a, Duration b) {
  return {a.ns - b.ns};
}
constexpr Duration operator*(Duration a, int64_t n) {
  return {a.ns * n};
}
constexpr Duration operator/(Duration a, int64_t n) {
  return {a.ns / n};
}

// A point on the monotonic clock, from an origin that means nothing outside one run.
struct Instant {
  int64_t ns = 0;
  constexpr auto operator<=>(const Instant&) const = default;
};

constexpr Instant operator+(Instant a, Duration b) {
  return {a.ns + b.ns};
}
constexpr Instant operator-(Instant a, Duration b) {
  return {a.ns - b.ns};
}
constexpr Duration operator-(Instant a, Instant b) {
  return {a.ns - b.ns};
}

// A point on the wall clock: nanoseconds since 1970-01-01T00:00:00Z, leap seconds not counted.
struct WallTime {
  int64_t ns = 0;
  constexpr auto operator<=>(const WallTime&) const = default;
};

constexpr WallTime operator+(WallTime a, Duration b) {
  return {a.ns + b.ns};
}
constexpr WallTime operator-(WallTime a, Duration b) {
  return {a.ns - b.ns};
}
constexpr Duration operator-(WallTime a, WallTime b) {
  return {a.ns - b.ns};
}

// The two clocks, read together once per turn of a loop. Limits and timeouts use mono; tokens,
// calendars and logs use wall.
struct Now {
  Instant mono;
  WallTime wall;
};

// "250ms", "1.5s", "2m", "1h30m", "10us", "3d". Units: ns us ms s m h d; the number may have a
// fraction that is a whole count of nanoseconds. No sign, no space, no bare number but "0".
// Empty when the text is anything else or does not fit.
std::optional<Duration> parse_duration(std::string_view text);

// The shortest text that parse_duration reads back as the same value: "1m30s", "250ms", "0s".
// Negative lengths get a leading '-', which parse_duration refuses.
std::string to_string(Duration duration);

// Days since 1970-01-01 of a date in the proleptic Gregorian calendar. month 1..12, day 1..31.
int64_t days_from_civil(int64_t year, unsigned month, unsigned day);

// RFC 3339 in UTC with exactly `digits` (0..9) digits of a second: "2026-11-24T03:33:11.250Z".
std::string to_rfc3339(WallTime time, int digits);

// RFC 3339 with 'T', 't' or ' ' between date and time, any number of fraction digits (beyond nine
// cut), and an offset that must be there: Z, +hh:mm, or what ISO 8601 has besides, +hhmm and +hh.
// Empty when the text is anything else.
std::optional<WallTime> parse_rfc3339(std::string_view text);

}  // namespace gw
