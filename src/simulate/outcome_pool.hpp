// The latest upstream outcomes of each route, to take one from when the log does not tell what an
// upstream would have answered.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "engine/plan.hpp"

namespace gw::simulate {

struct UpstreamOutcome {
  uint16_t status = 200;
  int64_t latency_ns = 0;
};

class OutcomePool {
 public:
  // Keeps `per_route` >= 1 outcomes of each of the plan's routes.
  OutcomePool(const engine::Plan& plan, uint32_t per_route);

  void add(uint32_t route, UpstreamOutcome outcome) {
    uint64_t& count = counts_[route];
    outcomes_[route * size_t{per_route_} + count % per_route_] = pack(outcome);
    ++count;
  }

  // One of the route's, chosen by `number` (uniform over 64 bits); without any, of the first route
  // of the same service that has some, else of the first route that has some; else none.
  std::optional<UpstreamOutcome> sample(uint32_t route, uint64_t number) const;

 private:
  // 48 bits of nanoseconds (three days) and the status.
  static uint64_t pack(UpstreamOutcome outcome) {
    constexpr int64_t kMaxNs = (int64_t{1} << 48) - 1;
    const int64_t ns = outcome.latency_ns < kMaxNs ? outcome.latency_ns : kMaxNs;
    return static_cast<uint64_t>(ns) << 16 | outcome.status;
  }
  uint32_t source_for(uint32_t route) const;

  uint32_t per_route_;
  std::vector<uint32_t> services_;  // by route
  std::vector<uint64_t> counts_;    // ever added, by route
  std::vector<uint64_t> outcomes_;  // per_route_ places for each route
};

}  // namespace gw::simulate
