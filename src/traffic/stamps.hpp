// Times and lengths as logs write them, read exactly: integers of nanoseconds, never through a
// floating-point number. Neighbouring lines share their minute, so that a reader remembers it.
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstring>
#include <optional>
#include <string>
#include <string_view>

#include "base/time.hpp"

namespace gw::traffic {

// "123", "0.012", "1.5e-05", "-3" in units of `unit_ns` nanoseconds; what is below a nanosecond is
// cut toward zero. Empty when the text is anything else or does not fit.
std::optional<int64_t> parse_decimal(std::string_view text, int64_t unit_ns);

// Digits after the point of such a text, 0..9: its resolution. An exponent counts as nine.
int fraction_digits(std::string_view text);

// 10^(9 - digits) nanoseconds.
int64_t resolution_of_digits(int digits);

// How fine the times of a log are. Many writers drop trailing zeros, so that a time is as fine as
// the finest before it; what comes after settle() changes nothing for others.
class FinestStep {
 public:
  // Of a time whose digits show `step_ns`.
  int64_t of(int64_t step_ns) {
    const int64_t finest_ns = std::min(finest_ns_, step_ns);
    if (!settled_) finest_ns_ = finest_ns;
    return finest_ns;
  }
  void settle() { settled_ = true; }

 private:
  int64_t finest_ns_ = 1'000'000'000;
  bool settled_ = false;
};

// "17/May/2015:10:05:03 +0000", the time of the common log format; always 26 bytes.
class ClfClock {
 public:
  static constexpr size_t kSize = 26;

  std::optional<WallTime> read(std::string_view text) {
    WallTime time;
    if (text.size() != kSize || !read(text.data(), time)) return std::nullopt;
    return time;
  }
  // Of the kSize bytes at `text`. False, and `time` as it was, when they are no time.
  bool read(const char* text, WallTime& time) {
    const bool same = std::memcmp(text, last_.data(), 16) == 0 &&
                      std::memcmp(text + 16, last_.data() + 16, 2) == 0 &&
                      std::memcmp(text + 20, last_.data() + 20, 4) == 0 &&
                      std::memcmp(text + 24, last_.data() + 24, 2) == 0;
    if (!same && !read_minute(text)) return false;
    const unsigned tens = static_cast<unsigned char>(text[18]) - '0';
    const unsigned ones = static_cast<unsigned char>(text[19]) - '0';
    if (tens > 6 || ones > 9 || tens * 10 + ones > 60) return false;
    time = WallTime{minute_ns_ + (tens * 10 + ones) * 1'000'000'000LL};
    return true;
  }

 private:
  bool read_minute(const char* text);

  std::array<char, kSize> last_{};  // all but the seconds, bytes 18 and 19, are compared
  int64_t minute_ns_ = 0;
};

// RFC 3339 as base/time reads it, with a memory of the minute.
class IsoClock {
 public:
  std::optional<WallTime> read(std::string_view text);
  // Of the time read last, by FinestStep.
  int64_t resolution_ns() const { return resolution_ns_; }
  void settle() { finest_.settle(); }

 private:
  static constexpr size_t kMinute = 17;

  std::array<char, kMinute> minute_{};  // "2015-05-17T10:05:"
  std::string zone_;                    // "Z", "+02:00"
  int64_t minute_ns_ = 0;
  FinestStep finest_;
  int64_t resolution_ns_ = 1'000'000'000;
};

}  // namespace gw::traffic
