// Watches arrivals and the ends of attempts for what Observed tells. It keeps some 100 bytes for
// each key of each limit, for at most Options::max_observed_keys of them.
#pragma once

#include <cstdint>
#include <optional>
#include <unordered_map>
#include <vector>

#include "engine/effect.hpp"
#include "engine/plan.hpp"
#include "policy/rolling_counts.hpp"
#include "simulate/observed.hpp"
#include "simulate/options.hpp"
#include "simulate/reorder.hpp"

namespace gw::simulate {

class Observer {
 public:
  // The plan outlives it.
  Observer(const engine::Plan& plan, const Options& options);

  // In the order of arrival.
  void arrived(Instant now, const Arrival& arrival);
  // In the order of time; `endpoint` is one of the route's service.
  void ended(Instant now, uint32_t route, uint32_t endpoint, engine::AttemptEnd end);

  Observed finish() const;

 private:
  __extension__ using Wide = __int128;

  struct Key {
    int64_t opened_ns = 0;  // its window
    int64_t in_window = 0;
    int64_t window_most = 0;
    int64_t last_ns = 0;
    int64_t needed_most = 0;
    Wide level = 0;  // requests times microseconds, as policy/level.hpp counts
  };

  struct Limit {
    policy::LimitSpec spec;
    bool before_auth = false;
    uint64_t requests = 0;
    uint64_t overflow = 0;
    std::unordered_map<uint64_t, Key> keys;  // by their keyed hash; never walked in an order that
                                             // matters
  };

  struct Breaker {
    std::optional<policy::RollingCounts<1>> window;  // of a window in time
    BreakerLoad load;
  };

  void count(Limit& limit, uint64_t hash, int64_t now_ns);
  int64_t capacity_of(const engine::LimitPlan& limit) const;

  const engine::Plan& plan_;
  uint64_t max_keys_;
  uint64_t keys_ = 0;
  std::vector<Limit> limits_;
  std::vector<Breaker> breakers_;
};

}  // namespace gw::simulate
