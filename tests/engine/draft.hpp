// A Plan written by hand, for tests that have no configuration text: names get slots in the order
// in which they come, and what a test does not say has the engine's defaults.
#pragma once

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "engine/plan.hpp"

namespace gw::testing {

policy::LimitSpec fixed_window(int64_t count, Duration per);
policy::LimitSpec gcra(int64_t count, Duration per, int64_t burst = 0);
policy::LimitSpec token_bucket(int64_t count, Duration per, int64_t capacity);
policy::LimitSpec sliding_window(int64_t count, Duration per);
policy::LimitSpec sliding_log(int64_t count, Duration per);
policy::LimitSpec concurrency(int64_t count);

engine::StatusSet statuses(std::initializer_list<uint16_t> all);

class Draft {
 public:
  explicit Draft(uint64_t id = 1) { plan_.id = id; }

  // An index into Plan::services; endpoints are named "a", "b" ...
  uint32_t service(const std::string& name, size_t endpoints = 1);
  // An index into Plan::limits. Without a slot it gets the next one.
  uint32_t limit(const std::string& name, const policy::LimitSpec& spec);
  uint32_t limit(const std::string& name, const policy::LimitSpec& spec, uint32_t slot);
  // "GET /a" or "/a" for any method. The reference holds until the next call.
  engine::RoutePlan& route(const std::string& rule, uint32_t service = engine::kNone);
  // Consecutive failures; one slot for each name.
  engine::BreakerPlan breaker(engine::BreakerPlan::Scope scope, int32_t failures, size_t slots = 1);

  // That limit decides as another product's.
  void emulate(uint32_t limit, const emulate::Limiter& like, emulate::Order several);

  engine::LimitPlan& limit_at(uint32_t index) { return plan_.limits[index]; }
  engine::ServicePlan& service_at(uint32_t index) { return plan_.services[index]; }
  engine::Bounds& bounds() { return plan_.bounds; }
  std::shared_ptr<const engine::Plan> finish();

 private:
  engine::Plan plan_;
  std::vector<engine::RouteSpec> specs_;
};

}  // namespace gw::testing
