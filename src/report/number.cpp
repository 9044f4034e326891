#include "report/number.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <string_view>

namespace gw::report {

namespace {

constexpr int64_t kUs = 1'000;
constexpr int64_t kMs = 1'000'000;
constexpr int64_t kSecond = 1'000'000'000;
constexpr int64_t kMinute = 60 * kSecond;
constexpr int64_t kHour = 60 * kMinute;
constexpr int64_t kDay = 24 * kHour;

std::string pair(int64_t ns, int64_t unit, std::string_view name, int64_t lower,
                 std::string_view lower_name) {
  const int64_t rounded = (ns + lower / 2) / lower;
  const int64_t per_unit = unit / lower;
  if (rounded % per_unit == 0) return fmt::format("{}{}", rounded / per_unit, name);
  return fmt::format("{}{}{:02}{}", rounded / per_unit, name, rounded % per_unit, lower_name);
}

}  // namespace

std::string percent(uint64_t part, uint64_t whole) {
  if (whole == 0) return "-";
  __extension__ using Wide = unsigned __int128;
  const auto tenths = static_cast<uint64_t>((Wide{part} * 2000 + whole) / (Wide{whole} * 2));
  if (part > 0 && tenths == 0) return "<0.1%";
  if (part < whole && tenths >= 1000) return ">99.9%";
  return fmt::format("{}.{}%", tenths / 10, tenths % 10);
}

std::string with_percent(uint64_t part, uint64_t whole) {
  return fmt::format("{} ({})", grouped(part), percent(part, whole));
}

std::string approximate(Duration length) {
  const int64_t ns = length.ns;
  if (ns < 0) return "-" + approximate(Duration{-ns});
  if (ns >= kDay - kMinute / 2) return pair(ns, kDay, "d", kHour, "h");
  if (ns >= kHour - kSecond / 2) return pair(ns, kHour, "h", kMinute, "m");
  if (ns >= kMinute - kSecond / 20) return pair(ns, kMinute, "m", kSecond, "s");
  if (ns >= kSecond) {
    const int64_t tenths = (ns + kSecond / 20) / (kSecond / 10);
    return tenths % 10 == 0 ? fmt::format("{}s", tenths / 10)
                            : fmt::format("{}.{}s", tenths / 10, tenths % 10);
  }
  if (ns >= kMs) return fmt::format("{}ms", ns / kMs);
  if (ns >= kUs) return fmt::format("{}us", ns / kUs);
  return ns == 0 ? "0s" : fmt::format("{}ns", ns);
}

std::string time_of_day(WallTime time) {
  return to_rfc3339(time, 0).substr(11, 8);
}

std::string date_and_time(WallTime time) {
  const std::string text = to_rfc3339(time, 0);
  return text.substr(0, 10) + " " + text.substr(11, 8);
}

std::string span_of(WallTime first, WallTime last) {
  std::string from = date_and_time(first);
  const std::string to = date_and_time(last);
  if (from == to) return from;
  return from + " to " + (from.substr(0, 10) == to.substr(0, 10) ? to.substr(11) : to);
}

bool differ(uint64_t a, uint64_t b) {
  const uint64_t most = std::max(a, b);
  return (most - std::min(a, b)) * 100 > most;
}

std::string replicas_text(uint32_t replicas, bool by_file, int64_t lease) {
  const std::string leases =
      lease == 0 ? "" : ", leases of " + grouped(static_cast<uint64_t>(lease));
  if (by_file) return counted(replicas, "node") + ", by file" + leases;
  return replicas > 1 || lease > 0 ? counted(replicas, "replica") + leases : "";
}

}  // namespace gw::report
