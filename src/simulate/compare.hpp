// The same log under two Plans, side by side: which requests end in another way, on which routes,
// and whom that hits. Each Plan has its own State, and both see every request at the same time.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "engine/plan.hpp"
#include "simulate/options.hpp"
#include "simulate/results.hpp"
#include "simulate/simulate.hpp"

namespace gw::simulate {

// One of the two.
struct PlanSide {
  std::shared_ptr<const engine::Plan> plan;
  std::vector<Cidr> trusted_proxies;  // its own; those of the options are not read
};

// How a request ended.
struct Ending {
  uint32_t route = engine::kNone;  // into the Plan's routes; none took it
  engine::Reason reason = engine::Reason::kProxied;
  auto operator<=>(const Ending&) const = default;
};

// Requests with the same two endings, which differ. `recorded_success` of them were logged as 2xx
// or 3xx.
struct ChangedEndings {
  Ending before;
  Ending after;
  std::string route_before;  // its name, or that of the same route now; empty: none
  std::string route_after;
  uint64_t requests = 0;
  uint64_t recorded_success = 0;
};

// A client with requests that were let through before and are refused now.
struct NewlyRefused {
  std::string client;
  uint64_t requests = 0;  // all of it
  uint64_t refused = 0;   // newly
  uint64_t recorded_success = 0;
  WallTime first;
};

// A key of a limit with requests that were let through before and that the limit refuses now.
struct NewlyRefusedKey {
  std::string limit;
  std::string key;        // "client:192.0.2.1"; a credential is "***"
  uint64_t requests = 0;  // all that count by it
  uint64_t refused = 0;   // newly
  uint64_t recorded_success = 0;
  WallTime first;
};

// A request is refused when gw answers it in place of an upstream (engine::is_rejection), 404 and
// 405 included. An upstream's status is no ending of its own: it is the log's on both sides.
struct TrafficChange {
  uint64_t requests = 0;
  uint64_t changed = 0;  // end in another way, or on a route that is not the same
  uint64_t newly_refused = 0;
  uint64_t newly_refused_success = 0;
  uint64_t newly_let_through = 0;
  uint64_t delayed_before = 0;  // waited in a line
  uint64_t delayed_after = 0;
  uint64_t clients = 0;
  uint64_t clients_newly_refused = 0;
  std::vector<ChangedEndings> endings;  // most requests first, then by endings
  uint64_t keys_newly_refused = 0;      // of limits
  std::vector<NewlyRefusedKey> keys;    // as `top`, of equals by limit and key
  std::vector<NewlyRefused> top;        // most refused first, then by name; Options::top_clients
  Results after;                        // of the new Plan: the log, its time, what it cannot tell
};

// `same_as` says which routes of the new Plan are the same as one of the old Plan, by its index.
// `progress` answering false ends the log there: `after` is then partial. An Error as of
// `simulate`.
Result<TrafficChange> compare_traffic(const PlanSide& before, const PlanSide& after,
                                      const std::vector<std::vector<size_t>>& same_as,
                                      std::vector<Source> sources, const Options& options,
                                      const ProgressCallback& progress);

}  // namespace gw::simulate
