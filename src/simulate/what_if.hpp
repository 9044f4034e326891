// What a log would have held if things had gone otherwise: upstreams that fail or are slow for a
// time, and more clients or fewer. Both are written on the command line, and both are decided by
// draws, so that they are the same in every run.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/draw.hpp"
#include "base/result.hpp"
#include "base/time.hpp"
#include "base/units.hpp"

namespace gw::simulate {

// For a time, half-open, calls end otherwise than recorded: a share of them with a status, and all
// of them later.
struct Injection {
  enum class Of : uint8_t { kAll, kService, kRoute, kGroup };
  enum class From : uint8_t {
    kOffset,  // after the first request of the log
    kClock,   // of a day in UTC: the first such window that the log reaches
    kTime     // since 1970
  };

  std::string text;  // as written
  Of of = Of::kAll;
  std::string name;  // of the service, route or group
  From from = From::kOffset;
  int64_t from_ns = 0;
  std::optional<Duration> lasts;  // to the end of the log without
  Ratio errors{0};                // of the calls in it
  uint16_t status = 503;          // that those get
  Duration latency{0};            // added to every call's own

  bool operator==(const Injection&) const = default;
};

// More are refused: each is a bit of a set.
constexpr size_t kMaxInjections = 16;

// "service=inventory,from=12:00,for=5m,errors=80%,latency=2s"; errors or latency is needed. An
// Error says which field is wrong, and in which text.
Result<Injection> parse_injection(std::string_view text);

// How many clients there are for each of the log. Of a fraction a whole client is there or not.
struct Scale {
  uint32_t thousandths = 1000;  // 1..100'000
  bool is_on() const { return thousandths != 1000; }
};

// "3x", "0.5x", "1.25x".
Result<Scale> parse_scale(std::string_view text);
std::string to_string(Scale scale);

// The copies of a client come later than itself, each by one drawn length of at most this: a
// nanosecond at least, or whole steps of a log that stamps in one second to a minute.
constexpr Duration kScaleSpread = seconds(10);

// How many of a client there are, itself included: 0 when it is left out.
uint32_t clients_for(Scale scale, Seed seed, uint64_t client);

// How much later than the log's client its `number`-th copy comes, counted from 1.
Duration delay_of_copy(Seed seed, uint64_t client, uint32_t number, int64_t resolution_ns);

// What reports call it: "192.0.2.1 (copy 2)" is the first copy of 192.0.2.1.
std::string name_of_copy(std::string_view client, uint32_t number);

}  // namespace gw::simulate
