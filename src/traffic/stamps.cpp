#include "traffic/stamps.hpp"

#include <algorithm>
#include <limits>

namespace gw::traffic {
namespace {

constexpr std::string_view kMonths = "JanFebMarAprMayJunJulAugSepOctNovDec";
constexpr int64_t kSecondNs = 1'000'000'000;

constexpr bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

// The number of `width` digits at `at`, or -1.
int64_t digits_at(std::string_view text, size_t at, size_t width) {
  int64_t value = 0;
  for (size_t i = at; i < at + width; ++i) {
    if (!is_digit(text[i])) return -1;
    value = value * 10 + (text[i] - '0');
  }
  return value;
}

// "17/May/2015:10:05:03 +0000" as RFC 3339, so that one place validates dates.
std::optional<WallTime> clf_time(std::string_view text) {
  if (text[2] != '/' || text[6] != '/' || text[11] != ':' || text[20] != ' ') return std::nullopt;
  const size_t month = kMonths.find(text.substr(3, 3));
  if (month == std::string_view::npos || month % 3 != 0) return std::nullopt;
  const size_t number = month / 3 + 1;
  std::array<char, 25> iso{};
  text.copy(iso.data(), 4, 7);
  iso[4] = iso[7] = '-';
  iso[5] = static_cast<char>('0' + number / 10);
  iso[6] = static_cast<char>('0' + number % 10);
  text.copy(iso.data() + 8, 2, 0);
  iso[10] = 'T';
  text.copy(iso.data() + 11, 8, 12);
  text.copy(iso.data() + 19, 3, 21);
  iso[22] = ':';
  text.copy(iso.data() + 23, 2, 24);
  return parse_rfc3339({iso.data(), iso.size()});
}

// The mantissa as an integer and the power of ten it stands for.
struct Scientific {
  int64_t digits = 0;
  int exponent = 0;
};

bool take_exponent(std::string_view text, int& exponent) {
  const bool negative = text.starts_with('-');
  if (negative || text.starts_with('+')) text.remove_prefix(1);
  if (text.empty() || text.size() > 3) return false;
  const int64_t value = digits_at(text, 0, text.size());
  if (value < 0) return false;
  exponent += static_cast<int>(negative ? -value : value);
  return true;
}

// Digits that no longer fit after the point are dropped: they are far below a nanosecond.
std::optional<Scientific> take_number(std::string_view text) {
  constexpr int64_t kRoom = std::numeric_limits<int64_t>::max() / 10 - 1;
  Scientific out;
  bool seen_point = false;
  bool seen_digit = false;
  for (size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (is_digit(c)) {
      seen_digit = true;
      if (out.digits > kRoom) {
        if (!seen_point) return std::nullopt;
        continue;
      }
      out.digits = out.digits * 10 + (c - '0');
      out.exponent -= seen_point ? 1 : 0;
    } else if (c == '.' && !seen_point && seen_digit) {
      seen_point = true;
    } else if ((c == 'e' || c == 'E') && seen_digit) {
      if (!take_exponent(text.substr(i + 1), out.exponent)) return std::nullopt;
      return out;
    } else {
      return std::nullopt;
    }
  }
  return seen_digit ? std::optional(out) : std::nullopt;
}

constexpr std::array<int64_t, 10> kPowersOfTen{
    1, 10, 100, 1'000, 10'000, 100'000, 1'000'000, 10'000'000, 100'000'000, 1'000'000'000};

// The common case in 64 bits: "0.012" seconds.
std::optional<int64_t> small_decimal(Scientific number, int64_t unit_ns) {
  if (number.exponent > 0 || number.exponent < -9) return std::nullopt;
  const int64_t scale = kPowersOfTen[static_cast<size_t>(-number.exponent)];
  if (unit_ns % scale != 0) return std::nullopt;
  int64_t value = 0;
  if (__builtin_mul_overflow(number.digits, unit_ns / scale, &value)) return std::nullopt;
  return value;
}

}  // namespace

std::optional<int64_t> parse_decimal(std::string_view text, int64_t unit_ns) {
  const bool negative = text.starts_with('-');
  if (negative) text.remove_prefix(1);
  const std::optional<Scientific> number = take_number(text);
  if (!number) return std::nullopt;
  if (const std::optional<int64_t> quick = small_decimal(*number, unit_ns)) {
    return negative ? -*quick : *quick;
  }
  __int128 value = static_cast<__int128>(number->digits) * unit_ns;
  int exponent = number->exponent;
  for (; exponent < 0 && value != 0; ++exponent) value /= 10;
  for (; exponent > 0 && value != 0; --exponent) {
    value *= 10;
    if (value > std::numeric_limits<int64_t>::max()) return std::nullopt;
  }
  if (value > std::numeric_limits<int64_t>::max()) return std::nullopt;
  return static_cast<int64_t>(negative ? -value : value);
}

int fraction_digits(std::string_view text) {
  if (text.find_first_of("eE") != std::string_view::npos) return 9;
  const size_t point = text.find('.');
  if (point == std::string_view::npos) return 0;
  return static_cast<int>(std::min<size_t>(text.size() - point - 1, 9));
}

int64_t resolution_of_digits(int digits) {
  return kPowersOfTen[static_cast<size_t>(9 - digits)];
}

bool ClfClock::read_minute(const char* text) {
  const std::string_view whole(text, kSize);
  const std::optional<WallTime> time = clf_time(whole);
  if (!time) return false;
  whole.copy(last_.data(), kSize);
  minute_ns_ = time->ns - digits_at(whole, 18, 2) * kSecondNs;
  return true;
}

std::optional<WallTime> IsoClock::read(std::string_view text) {
  if (text.size() < 20) return std::nullopt;
  size_t end = 19;
  int64_t fraction = 0;
  int64_t step_ns = kSecondNs;
  if (text[end] == '.') {
    int64_t weight = kSecondNs / 10;
    for (++end; end < text.size() && is_digit(text[end]); ++end, weight /= 10) {
      fraction += (text[end] - '0') * weight;
    }
    const int digits = static_cast<int>(std::min<size_t>(end - 20, 9));
    if (digits == 0) return std::nullopt;
    step_ns = resolution_of_digits(digits);
  }
  const int64_t second = digits_at(text, 17, 2);
  if (second < 0 || second > 60) return std::nullopt;
  const std::string_view zone = text.substr(end);
  if (std::memcmp(text.data(), minute_.data(), kMinute) != 0 || zone != zone_) {
    const std::optional<WallTime> time = parse_rfc3339(text);
    if (!time) return std::nullopt;
    text.copy(minute_.data(), kMinute);
    zone_ = zone;
    minute_ns_ = time->ns - second * kSecondNs - fraction;
  }
  resolution_ns_ = finest_.of(step_ns);
  return WallTime{minute_ns_ + second * kSecondNs + fraction};
}

}  // namespace gw::traffic
