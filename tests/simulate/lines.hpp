// A log written in a test, one request a row, and its simulation.
#pragma once

#include <cstdint>
#include <deque>
#include <memory>
#include <string>
#include <vector>

#include "engine/plan.hpp"
#include "simulate/simulate.hpp"

namespace gw::testing {

// Times are milliseconds after 2026-01-01T00:00:00Z; a duration of -1 is unknown.
struct Line {
  int64_t at_ms = 0;
  std::string client = "192.0.2.1";
  std::string target = "/a";
  uint16_t status = 200;
  int64_t duration_ms = -1;
  std::string method = "GET";
  std::string user{};
  std::string forwarded_for{};
  int64_t resolution_ms = 1;
  traffic::Stamp stamp = traffic::Stamp::kEnd;
  traffic::GatewayMade gateway_made = traffic::GatewayMade::kUnknown;
  traffic::Credentials credentials = traffic::Credentials::kUnknown;
  uint16_t upstream_status = 0;
};

constexpr int64_t kStartNs = 1'767'225'600'000'000'000;

// `batch` records a batch.
simulate::Source source_of(const std::vector<Line>& lines, size_t batch = 3);

// A service with quiet and broken stretches in turn, two paths, calls of up to two seconds.
std::vector<Line> outage_lines(uint32_t seed);

// Requires success. Without options: one thread, spread.
simulate::Results run(const std::shared_ptr<const engine::Plan>& plan,
                      const std::vector<Line>& lines, const simulate::Options& options = {});

// "proxied 200: 3, rate-limited 429: 1", most first.
std::string outcomes(const std::vector<simulate::ReasonStatus>& list);

}  // namespace gw::testing
