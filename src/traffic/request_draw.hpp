// The drawn parts of a made-up request, as functions of a seed and a number alone, in integers.
#pragma once

#include <array>
#include <bit>
#include <cstdint>
#include <string_view>

#include "base/draw.hpp"

namespace gw::traffic {

// The numbers of one request: each call draws from its own stream, `first` the one before them.
class RequestDraw {
 public:
  RequestDraw(Seed seed, uint64_t number, Purpose purpose, uint32_t first = 0)
      : seed_(seed), number_(number), purpose_(purpose), count_(first) {}

  uint64_t number() { return draw(seed_, number_, purpose_, ++count_); }
  uint64_t below(uint64_t bound) { return draw_below(number(), bound); }
  // 1..max, each octave equally likely, so that n comes in proportion to about 1/n.
  uint64_t log_uniform(uint64_t max) {
    const auto octaves = static_cast<uint64_t>(std::bit_width(max));
    const uint64_t low = uint64_t{1} << below(octaves);
    const uint64_t value = low + below(low);
    return value <= max ? value : 1 + below(max);
  }

 private:
  Seed seed_;
  uint64_t number_;
  Purpose purpose_;
  uint32_t count_;
};

inline constexpr std::array<std::string_view, 4> kDrawnAgents{
    {"curl/7.88.1", "okhttp/4.12.0",
     "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0",
     "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 Mobile/15E148"}};

constexpr std::string_view method_for(uint64_t percent) {
  return percent < 80 ? "GET" : percent < 95 ? "POST" : percent < 98 ? "PUT" : "DELETE";
}

constexpr uint16_t status_for(uint64_t percent) {
  return percent < 92 ? 200 : percent < 95 ? 201 : percent < 98 ? 304 : 404;
}

}  // namespace gw::traffic
