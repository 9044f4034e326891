// A synthetic access log: combined format with nginx's request time behind it, in order of the end
// stamps. Line i is a function of the options and i alone, in integers, so that a seed gives the
// same bytes everywhere and any part can be made by itself.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/draw.hpp"
#include "base/time.hpp"
#include "base/units.hpp"

namespace gw::traffic {

// How often each client comes: all alike, or the n-th in proportion to 1/n (Zipf's law, in steps of
// powers of two).
enum class Popularity : uint8_t { kUniform, kZipf };

struct GeneratorOptions {
  Seed seed;
  uint64_t clients = 1'000;  // 1..2^24, distinct addresses from 10.0.0.0 on
  Popularity popularity = Popularity::kZipf;
  uint64_t routes = 20;                       // 1..: "/svc{r}/users/{n}/orders/{m}", uniform
  Ratio errors{10'000};                       // share of 502 and 503 answers
  WallTime start{1'764'000'000'000'000'000};  // 2025-11-24T16:00:00Z
  Duration gap = milliseconds(1);             // between two lines; > 0
  Duration duration_max = milliseconds(200);  // durations are log-uniform in 1 ms .. this
};

// Appends the lines [first, first + count), each with its LF.
void append_log(std::string& out, const GeneratorOptions& options, uint64_t first, uint64_t count);

}  // namespace gw::traffic
