// Everything that changes while a gateway runs: limiter cells, lines, breakers, balancer cursors,
// requests in flight. Single-threaded; whoever shares it takes turns (serve's Sequencer).
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include "base/draw.hpp"
#include "engine/journey.hpp"
#include "engine/plan.hpp"
#include "engine/step.hpp"
#include "policy/balancer.hpp"
#include "policy/breaker.hpp"
#include "policy/cell_table.hpp"
#include "policy/emulate/limiter_cells.hpp"
#include "policy/leases.hpp"
#include "policy/limiter.hpp"
#include "policy/retry_budget.hpp"

namespace gw::engine {

class State {
 public:
  // `bounds` holds for the whole run; later plans cannot change it.
  State(Seed seed, const Bounds& bounds);
  State(State&&) noexcept = default;

  // The ticket for the next Arrived. Also when all journeys are taken: that Arrived is answered
  // with 503 at once.
  Ticket issue();

  // False while max_old_plans superseded plans are still held by journeys.
  bool can_adopt() const { return plans_.size() <= bounds_.max_old_plans; }
  // The oldest plan that a journey holds or that is current; 0 before the first. Slots that only
  // older ones used may get new names.
  uint64_t oldest_plan() const { return plans_.empty() ? 0 : plans_.front().plan->id; }

  // A number that is equal for equal states and, but for chance, different otherwise. It does not
  // depend on the run's hash key, and what is drained at `now` counts as absent; so do the cells of
  // emulated limits, which no recording holds.
  uint64_t digest(Now now) const;

  uint64_t journeys_in_flight() const { return in_flight_; }
  uint64_t keys() const;

  // Brings the cells that the request's limits will look at near the processor.
  void prefetch(const Plan& plan, const Classified& request) const;

  // When set, `advance` tells every policy that a request meets by a Met effect.
  bool tells_policies = false;

  // When set, the limits are those of a store that several replicas share, and a request is decided
  // by what its replica holds of them. Limits with a line and those on requests at a time are asked
  // every time. For simulations, which have one plan.
  std::optional<policy::Leases> leases;

 private:
  friend class Turn;

  struct Held {
    std::shared_ptr<const Plan> plan;
    uint32_t journeys = 0;
  };

  Held& held(uint64_t plan_id);
  void adopt(std::shared_ptr<const Plan> plan);
  void adopt_breakers(const Plan& plan);
  void let_go(uint64_t plan_id);
  // Erases what no held plan names any more.
  void retire(const Plan& old);
  // Drops drained cells, at most once a second: a sweep over all keys, so that what goes does not
  // depend on the table's order.
  void sweep(Instant now);

  Seed seed_;
  Bounds bounds_;
  uint64_t arrivals_ = 0;
  uint64_t in_flight_ = 0;
  std::vector<Held> plans_;  // the newest last
  policy::CellTable cells_;
  policy::RingPool rings_;
  std::vector<policy::LimitSpec> specs_;                      // by limit slot
  std::vector<emulate::LimiterCells> emulated_;               // by Plan::emulated of the first plan
  std::vector<std::unique_ptr<policy::Breaker>> breakers_;    // by slot
  std::vector<std::unique_ptr<policy::Balancer>> balancers_;  // by slot
  std::vector<uint32_t> service_in_flight_;                   // by slot
  std::vector<std::unique_ptr<policy::RetryBudget>> budgets_;  // by slot
  JourneyPool journeys_;
  Instant last_sweep_{INT64_MIN / 2};
};

}  // namespace gw::engine
