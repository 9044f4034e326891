#include "base/time.hpp"

#include <array>
#include <limits>

namespace gw {
namespace {

struct Unit {
  std::string_view name;
  int64_t ns;
};

// Longest names first within a shared first letter, so that "ms" is not read as "m".
constexpr std::array<Unit, 7> kUnits{{{"ns", 1},
                                      {"us", 1'000},
                                      {"ms", 1'000'000},
                                      {"s", 1'000'000'000},
                                      {"m", 60'000'000'000},
                                      {"h", 3'600'000'000'000},
                                      {"d", 86'400'000'000'000}}};

constexpr bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

const Unit* take_unit(std::string_view& text) {
  for (const Unit& unit : kUnits) {
    if (!text.starts_with(unit.name)) continue;
    std::string_view rest = text.substr(unit.name.size());
    if (!rest.empty() && !is_digit(rest.front())) continue;
    text = rest;
    return &unit;
  }
  return nullptr;
}

// Reads one "number unit" and adds it to `sum`. The fraction is kept as an integer over a power of
// ten, so no rounding happens: what is not a whole number of nanoseconds is refused.
bool take_term(std::string_view& text, __int128& sum) {
  __int128 digits = 0;
  __int128 scale = 1;
  size_t at = 0;
  bool fraction = false;
  for (; at < text.size() && (is_digit(text[at]) || (text[at] == '.' && !fraction)); ++at) {
    if (text[at] == '.') {
      fraction = true;
      if (at == 0 || at + 1 == text.size() || !is_digit(text[at + 1])) return false;
      continue;
    }
    digits = digits * 10 + (text[at] - '0');
    if (fraction) scale *= 10;
    if (digits > std::numeric_limits<int64_t>::max() || scale > 1'000'000'000'000'000) return false;
  }
  if (at == 0) return false;
  text.remove_prefix(at);
  const Unit* unit = take_unit(text);
  if (unit == nullptr || digits * unit->ns % scale != 0) return false;
  sum += digits * unit->ns / scale;
  return sum <= std::numeric_limits<int64_t>::max();
}

void append_two(std::string& out, int64_t value) {
  out += static_cast<char>('0' + value / 10);
  out += static_cast<char>('0' + value % 10);
}

struct Civil {
  int64_t year;
  unsigned month;
  unsigned day;
};

// Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms".
Civil civil_from_days(int64_t days) {
  days += 719'468;
  const int64_t era = (days >= 0 ? days : days - 146'096) / 146'097;
  const auto doe = static_cast<unsigned>(days - era * 146'097);
  const unsigned yoe = (doe - doe / 1460 + doe / 36524 - doe / 146096) / 365;
  const unsigned doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
  const unsigned mp = (5 * doy + 2) / 153;
  const unsigned month = mp < 10 ? mp + 3 : mp - 9;
  return {static_cast<int64_t>(yoe) + era * 400 + (month <= 2 ? 1 : 0), month,
          doy - (153 * mp + 2) / 5 + 1};
}

// Exactly `width` digits at `at`, or -1.
int64_t digits_at(std::string_view text, size_t at, size_t width) {
  if (at + width > text.size()) return -1;
  int64_t value = 0;
  for (size_t i = at; i < at + width; ++i) {
    if (!is_digit(text[i])) return -1;
    value = value * 10 + (text[i] - '0');
  }
  return value;
}

unsigned days_in_month(int64_t year, unsigned month) {
  constexpr std::array<unsigned, 12> kDays{31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  const bool leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
  return month == 2 && leap ? 29 : kDays[month - 1];
}

// "Z", "z", "+hh:mm", "+hhmm" or "+hh" as seconds east of UTC.
std::optional<int64_t> parse_offset(std::string_view text) {
  if (text == "Z" || text == "z") return 0;
  if (text.size() < 3 || (text[0] != '+' && text[0] != '-')) return std::nullopt;
  const int64_t hours = digits_at(text, 1, 2);
  std::string_view rest = text.substr(3);
  if (rest.size() == 3 && rest[0] == ':') rest.remove_prefix(1);
  const int64_t minutes = rest.empty() ? 0 : digits_at(rest, 0, 2);
  if (hours < 0 || hours > 23 || minutes < 0 || minutes > 59 || rest.size() % 2 != 0 ||
      rest.size() > 2) {
    return std::nullopt;
  }
  return (text[0] == '-' ? -1 : 1) * (hours * 3600 + minutes * 60);
}

}  // namespace

std::optional<Duration> parse_duration(std::string_view text) {
  if (text == "0") return Duration{0};
  if (text.empty()) return std::nullopt;
  __int128 sum = 0;
  while (!text.empty()) {
    if (!take_term(text, sum)) return std::nullopt;
  }
  return Duration{static_cast<int64_t>(sum)};
}

std::string to_string(Duration duration) {
  if (duration.ns == 0) return "0s";
  std::string out = duration.ns < 0 ? "-" : "";
  uint64_t rest =
      duration.ns < 0 ? 0 - static_cast<uint64_t>(duration.ns) : static_cast<uint64_t>(duration.ns);
  for (size_t i = kUnits.size(); i-- > 0 && rest != 0;) {
    const auto unit = static_cast<uint64_t>(kUnits[i].ns);
    if (rest < unit) continue;
    out += std::to_string(rest / unit);
    out += kUnits[i].name;
    rest %= unit;
  }
  return out;
}

int64_t days_from_civil(int64_t year, unsigned month, unsigned day) {
  year -= month <= 2 ? 1 : 0;
  const int64_t era = (year >= 0 ? year : year - 399) / 400;
  const auto yoe = static_cast<unsigned>(year - era * 400);
  const unsigned doy = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1;
  const unsigned doe = yoe * 365 + yoe / 4 - yoe / 100 + doy;
  return era * 146'097 + static_cast<int64_t>(doe) - 719'468;
}

std::string to_rfc3339(WallTime time, int digits) {
  constexpr int64_t kSecond = 1'000'000'000;
  int64_t second = time.ns / kSecond;
  int64_t fraction = time.ns % kSecond;
  if (fraction < 0) {
    fraction += kSecond;
    --second;
  }
  int64_t days = second / 86'400;
  int64_t of_day = second % 86'400;
  if (of_day < 0) {
    of_day += 86'400;
    --days;
  }
  const Civil date = civil_from_days(days);
  std::string out = std::to_string(date.year);
  out.insert(0, out.size() < 4 ? 4 - out.size() : 0, '0');
  out += '-';
  append_two(out, date.month);
  out += '-';
  append_two(out, date.day);
  out += 'T';
  append_two(out, of_day / 3600);
  out += ':';
  append_two(out, of_day / 60 % 60);
  out += ':';
  append_two(out, of_day % 60);
  if (digits > 0) {
    std::string all = std::to_string(fraction);
    all.insert(0, 9 - all.size(), '0');
    out += '.' + all.substr(0, static_cast<size_t>(digits));
  }
  return out + 'Z';
}

std::optional<WallTime> parse_rfc3339(std::string_view text) {
  if (text.size() < 20 || text[4] != '-' || text[7] != '-' || text[13] != ':' || text[16] != ':' ||
      (text[10] != 'T' && text[10] != 't' && text[10] != ' ')) {
    return std::nullopt;
  }
  const int64_t year = digits_at(text, 0, 4);
  const int64_t month = digits_at(text, 5, 2);
  const int64_t day = digits_at(text, 8, 2);
  const int64_t hour = digits_at(text, 11, 2);
  const int64_t minute = digits_at(text, 14, 2);
  const int64_t second = digits_at(text, 17, 2);
  if (year < 1678 || year > 2261 || month < 1 || month > 12 || day < 1 || hour < 0 || hour > 23 ||
      minute < 0 || minute > 59 || second < 0 || second > 60) {
    return std::nullopt;
  }
  if (day > days_in_month(year, static_cast<unsigned>(month))) return std::nullopt;
  size_t at = 19;
  int64_t fraction = 0;
  if (text[at] == '.') {
    const size_t first = ++at;
    int64_t weight = 100'000'000;
    for (; at < text.size() && is_digit(text[at]); ++at, weight /= 10) {
      fraction += (text[at] - '0') * weight;
    }
    if (at == first) return std::nullopt;
  }
  const std::optional<int64_t> offset = parse_offset(text.substr(at));
  if (!offset) return std::nullopt;
  const int64_t days =
      days_from_civil(year, static_cast<unsigned>(month), static_cast<unsigned>(day));
  const int64_t at_second = days * 86'400 + hour * 3600 + minute * 60 + second - *offset;
  return WallTime{at_second * 1'000'000'000 + fraction};
}

}  // namespace gw
