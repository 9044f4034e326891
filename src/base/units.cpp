#include "base/units.hpp"

#include <array>
#include <utility>

#include "base/text.hpp"

namespace gw {
namespace {

constexpr std::array<std::pair<std::string_view, uint64_t>, 8> kSizes{{{"Gi", 1ULL << 30},
                                                                       {"Mi", 1ULL << 20},
                                                                       {"Ki", 1ULL << 10},
                                                                       {"G", 1'000'000'000},
                                                                       {"M", 1'000'000},
                                                                       {"k", 1'000},
                                                                       {"K", 1'000},
                                                                       {"", 1}}};

constexpr std::array<std::pair<std::string_view, int64_t>, 10> kPeriods{{{"s", 1},
                                                                         {"sec", 1},
                                                                         {"second", 1},
                                                                         {"m", 60},
                                                                         {"min", 60},
                                                                         {"minute", 60},
                                                                         {"h", 3600},
                                                                         {"hour", 3600},
                                                                         {"d", 86'400},
                                                                         {"day", 86'400}}};

// A decimal number as an integer count of 10^-decimals, refused when it has more decimals.
std::optional<int64_t> parse_decimal(std::string_view text, int decimals) {
  const size_t dot = text.find('.');
  const std::string_view whole = text.substr(0, dot);
  std::string_view fraction = dot == std::string_view::npos ? "" : text.substr(dot + 1);
  if (dot != std::string_view::npos && fraction.empty()) return std::nullopt;
  if (fraction.size() > static_cast<size_t>(decimals)) return std::nullopt;
  std::string digits(whole);
  digits += fraction;
  digits.append(static_cast<size_t>(decimals) - fraction.size(), '0');
  if (whole.empty()) return std::nullopt;
  const std::optional<uint64_t> value = parse_u64(digits);
  if (!value || *value > static_cast<uint64_t>(INT64_MAX)) return std::nullopt;
  return static_cast<int64_t>(*value);
}

}  // namespace

std::optional<Bytes> parse_bytes(std::string_view text) {
  if (text.ends_with('B')) text.remove_suffix(1);
  for (const auto& [suffix, factor] : kSizes) {
    if (!text.ends_with(suffix)) continue;
    const std::optional<uint64_t> count = parse_u64(text.substr(0, text.size() - suffix.size()));
    if (!count || *count > UINT64_MAX / factor) return std::nullopt;
    return Bytes{*count * factor};
  }
  return std::nullopt;
}

std::string to_string(Bytes bytes) {
  for (const auto& [suffix, factor] : kSizes) {
    const bool binary = suffix.ends_with('i');
    if (binary && bytes.value != 0 && bytes.value % factor == 0) {
      return std::to_string(bytes.value / factor) + std::string(suffix) + "B";
    }
  }
  return std::to_string(bytes.value) + "B";
}

std::optional<Ratio> parse_ratio(std::string_view text) {
  const bool percent = text.ends_with('%');
  if (percent) text.remove_suffix(1);
  const std::optional<int64_t> value = parse_decimal(text, percent ? 4 : 6);
  if (!value) return std::nullopt;
  return Ratio{*value};
}

std::string to_string(Ratio ratio) {
  std::string out = std::to_string(ratio.ppm / 10'000);
  std::string fraction = std::to_string(ratio.ppm % 10'000);
  fraction.insert(0, 4 - fraction.size(), '0');
  while (!fraction.empty() && fraction.back() == '0') fraction.pop_back();
  if (!fraction.empty()) out += '.' + fraction;
  return out + '%';
}

std::optional<Rate> parse_rate(std::string_view text) {
  const size_t slash = text.find('/');
  if (slash == std::string_view::npos) return std::nullopt;
  const std::optional<uint64_t> count = parse_u64(trim(text.substr(0, slash)));
  if (!count || *count == 0 || *count > static_cast<uint64_t>(INT64_MAX)) return std::nullopt;
  const std::string_view period = trim(text.substr(slash + 1));
  for (const auto& [word, length] : kPeriods) {
    if (word == period) return Rate{static_cast<int64_t>(*count), seconds(length)};
  }
  const std::optional<Duration> per = parse_duration(period);
  if (!per || per->ns <= 0) return std::nullopt;
  return Rate{static_cast<int64_t>(*count), *per};
}

std::string to_string(Rate rate) {
  const std::string count = std::to_string(rate.count);
  if (rate.per == seconds(1)) return count + "/s";
  if (rate.per == seconds(60)) return count + "/m";
  if (rate.per == seconds(3600)) return count + "/h";
  if (rate.per == seconds(86'400)) return count + "/d";
  return count + "/" + to_string(rate.per);
}

}  // namespace gw
