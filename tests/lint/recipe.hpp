// A log in few words, for tests. Each line of a recipe is a stream of requests,
//
//   1200 every 250ms GET /orders/{n} 200 from 40 at 30s
//
// where {n} counts from 0 and the clients take turns; "at" may be left out. The streams run side by
// side from 2026-01-01T00:00:00Z on.
#pragma once

#include <algorithm>
#include <sstream>
#include <string>
#include <vector>

#include "base/text.hpp"
#include "base/time.hpp"
#include "lint/evidence.hpp"
#include "lint/lint_text.hpp"
#include "simulate/lines.hpp"
#include "support/catch.hpp"

namespace gw::lint {

inline void read_stream(const std::string& text, std::vector<testing::Line>& lines) {
  std::istringstream words(text);
  int64_t count = 0;
  int64_t clients = 0;
  uint16_t status = 0;
  std::string every, gap, method, path, from, at, start = "0s";
  words >> count >> every >> gap >> method >> path >> status >> from >> clients >> at >> start;
  INFO(text);
  REQUIRE((every == "every" && from == "from" && (at.empty() || at == "at")));
  const Duration first = parse_duration(start).value();
  const Duration step = parse_duration(gap).value();
  const size_t hole = path.find("{n}");
  for (int64_t i = 0; i < count; ++i) {
    testing::Line line{.at_ms = (first + step * i).ns / 1'000'000,
                       .client = "10.0.0." + std::to_string(i % clients),
                       .target = path,
                       .status = status,
                       .method = method};
    if (hole != std::string::npos) line.target.replace(hole, 3, std::to_string(i));
    lines.push_back(std::move(line));
  }
}

inline std::vector<testing::Line> read_recipe(const std::string& text) {
  std::vector<testing::Line> lines;
  for (const std::string_view stream : split(text, '\n')) {
    if (!stream.empty()) read_stream(std::string(stream), lines);
  }
  std::ranges::stable_sort(lines, {}, &testing::Line::at_ms);
  return lines;
}

// Without lines there is no traffic.
inline Observe meets(const std::vector<testing::Line>& lines) {
  if (lines.empty()) return nullptr;
  return [lines](const std::shared_ptr<const engine::Plan>& plan) {
    simulate::Options options;
    ask_for_evidence(options);
    return testing::run(plan, lines, options);
  };
}

}  // namespace gw::lint
