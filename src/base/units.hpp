// Sizes, shares and rates as integers with their unit in the type, and how they are written in
// configurations and on the command line.
#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/time.hpp"

namespace gw {

struct Bytes {
  uint64_t value = 0;
  constexpr auto operator<=>(const Bytes&) const = default;
};

// A share in parts per million: 0 is none, 1'000'000 is all. Values above one are allowed.
struct Ratio {
  int64_t ppm = 0;
  constexpr auto operator<=>(const Ratio&) const = default;
};

// `count` per `per`; count >= 1, per > 0.
struct Rate {
  int64_t count = 1;
  Duration per = seconds(1);
  constexpr bool operator==(const Rate&) const = default;
};

// "64KiB", "10MB", "512B", "4096": decimal k, M, G and binary Ki, Mi, Gi, an optional B at the end.
std::optional<Bytes> parse_bytes(std::string_view text);
std::string to_string(Bytes bytes);

// "50%", "0.1%", or a plain fraction "0.25". At most four decimals of a percent.
std::optional<Ratio> parse_ratio(std::string_view text);
// As a percentage with no trailing zeros: "12.5%".
std::string to_string(Ratio ratio);

// "100/s", "5/m", "10 / min", "1000/h", "3/10s": a count and a unit or a duration. Unit words:
// s, sec, second, m, min, minute, h, hour, d, day. Count is a positive integer.
std::optional<Rate> parse_rate(std::string_view text);
std::string to_string(Rate rate);

}  // namespace gw
