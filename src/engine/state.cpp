#include "engine/state.hpp"

#include <algorithm>
#include <string>
#include <utility>

#include "base/check.hpp"

namespace gw::engine {
namespace {

template <class T>
void grow_to(std::vector<T>& slots, size_t count) {
  if (slots.size() < count) slots.resize(count);
}

std::vector<policy::BalancedEndpoint> balanced(const ServicePlan& service) {
  std::vector<policy::BalancedEndpoint> endpoints;
  endpoints.reserve(service.endpoints.size());
  for (const EndpointPlan& endpoint : service.endpoints) {
    endpoints.push_back({endpoint.name, static_cast<int32_t>(endpoint.weight)});
  }
  return endpoints;
}

}  // namespace

State::State(Seed seed, const Bounds& bounds)
    : seed_(seed),
      bounds_(bounds),
      cells_(std::max<uint64_t>(1, bounds.max_keys)),
      journeys_(bounds.max_journeys) {}

Ticket State::issue() {
  const uint32_t index = journeys_.take();
  const uint64_t place = index == kNone ? kNoJourney : index;
  return Ticket{++arrivals_ << kJourneyBits | place};
}

uint64_t State::keys() const {
  uint64_t keys = cells_.size();
  for (const emulate::LimiterCells& cells : emulated_) keys += cells.keys();
  return keys;
}

State::Held& State::held(uint64_t plan_id) {
  const auto found = std::find_if(plans_.rbegin(), plans_.rend(),
                                  [&](const Held& held) { return held.plan->id == plan_id; });
  GW_CHECK(found != plans_.rend());
  return *found;
}

void State::adopt(std::shared_ptr<const Plan> plan) {
  grow_to(specs_, plan->limit_slots);
  for (const LimitPlan& limit : plan->limits) specs_[limit.slot] = limit.spec;
  // A run with emulated limits has one plan.
  GW_CHECK(plans_.empty() || (emulated_.empty() && plan->emulated.empty()));
  for (const emulate::Limiter& limiter : plan->emulated) {
    emulated_.emplace_back(limiter, std::max<uint64_t>(1, bounds_.max_keys));
  }
  grow_to(balancers_, plan->balancer_slots);
  grow_to(service_in_flight_, plan->in_flight_slots);
  for (const ServicePlan& service : plan->services) {
    auto& balancer = balancers_[service.balancer_slot];
    if (!balancer) {
      balancer = std::make_unique<policy::Balancer>(service.balance, balanced(service));
    }
  }
  adopt_breakers(*plan);
  const uint64_t old = plans_.empty() ? 0 : plans_.back().plan->id;
  const bool first = plans_.empty();
  plans_.push_back({std::move(plan), 0});
  if (!first && held(old).journeys == 0) let_go(old);
}

void State::adopt_breakers(const Plan& plan) {
  grow_to(breakers_, plan.breaker_slots);
  grow_to(budgets_, plan.budget_slots);
  for (const RoutePlan& route : plan.routes) {
    if (route.breaker) {
      for (const uint32_t slot : route.breaker->slots) {
        if (!breakers_[slot]) {
          breakers_[slot] = std::make_unique<policy::Breaker>(route.breaker->spec);
        }
      }
    }
    if (route.retry.attempts > 0 && !budgets_[route.retry.budget_slot]) {
      budgets_[route.retry.budget_slot] = std::make_unique<policy::RetryBudget>(
          policy::RetryBudgetSpec{.share = route.retry.budget});
    }
  }
}

void State::let_go(uint64_t plan_id) {
  const auto found = std::find_if(plans_.begin(), plans_.end(),
                                  [&](const Held& held) { return held.plan->id == plan_id; });
  const std::shared_ptr<const Plan> old = std::move(found->plan);
  plans_.erase(found);
  retire(*old);
}

void State::retire(const Plan& old) {
  std::vector<bool> limits(specs_.size());
  std::vector<bool> breakers(breakers_.size());
  std::vector<bool> balancers(balancers_.size());
  std::vector<bool> budgets(budgets_.size());
  const auto mark = [&](const Plan& plan, bool used) {
    for (const LimitPlan& limit : plan.limits) limits[limit.slot] = used;
    for (const ServicePlan& service : plan.services) balancers[service.balancer_slot] = used;
    for (const RoutePlan& route : plan.routes) {
      if (route.retry.attempts > 0) budgets[route.retry.budget_slot] = used;
      if (!route.breaker) continue;
      for (const uint32_t slot : route.breaker->slots) breakers[slot] = used;
    }
  };
  mark(old, true);
  for (const Held& held : plans_) mark(*held.plan, false);
  for (uint32_t slot = 0; slot < limits.size(); ++slot) {
    if (!limits[slot]) continue;
    cells_.erase_slot(
        slot, [&](policy::Entry& entry) { policy::forget(specs_[slot], entry.cell, rings_); });
  }
  for (size_t slot = 0; slot < breakers.size(); ++slot) {
    if (breakers[slot]) breakers_[slot].reset();
  }
  for (size_t slot = 0; slot < balancers.size(); ++slot) {
    if (balancers[slot]) balancers_[slot].reset();
  }
  for (size_t slot = 0; slot < budgets.size(); ++slot) {
    if (budgets[slot]) budgets_[slot].reset();
  }
}

void State::sweep(Instant now) {
  if (now - last_sweep_ < seconds(1)) return;
  last_sweep_ = now;
  cells_.sweep(cells_.buckets(), [&](policy::Entry& entry) {
    const policy::LimitSpec& spec = specs_[entry.slot];
    if (entry.aux != 0 || !policy::drained(spec, entry.cell, now, rings_)) return false;
    policy::forget(spec, entry.cell, rings_);
    return true;
  });
}

void State::prefetch(const Plan& plan, const Classified& request) const {
  if (request.limit_count == 0) return;
  const std::vector<uint32_t>& limits = plan.routes[request.route].limits;
  for (uint8_t i = 0; i < request.limit_count; ++i) {
    cells_.prefetch(plan.limits[limits[i]].slot, request.keys[i]);
  }
}

uint64_t State::digest(Now now) const {
  uint64_t sum = 0;
  cells_.for_each([&](const policy::Entry& entry) {
    const uint64_t cell = policy::digest(specs_[entry.slot], entry.cell, now.mono, rings_);
    if (cell != 0) sum += mix(entry.slot + 1, cell);
  });
  if (leases) sum += leases->digest(now.mono);
  uint64_t all = mix(arrivals_, sum);
  const auto fold = [&](uint64_t kind, size_t slot, uint64_t digest) {
    if (digest != 0) all += mix(mix(kind, slot), digest);
  };
  for (size_t i = 0; i < breakers_.size(); ++i) {
    if (breakers_[i]) fold(1, i, breakers_[i]->digest(now.mono));
  }
  for (size_t i = 0; i < balancers_.size(); ++i) {
    if (balancers_[i]) fold(2, i, balancers_[i]->digest());
  }
  for (size_t i = 0; i < service_in_flight_.size(); ++i) fold(3, i, service_in_flight_[i]);
  for (size_t i = 0; i < budgets_.size(); ++i) {
    if (budgets_[i]) fold(4, i, budgets_[i]->digest(now.mono));
  }
  for (const Journey& journey : journeys_.all()) {
    if (journey.ticket == 0) continue;
    const uint64_t place = static_cast<uint64_t>(journey.stage) << 8 | journey.attempt;
    fold(5, journey.ticket >> kJourneyBits, mix(place, static_cast<uint64_t>(journey.arrived.ns)));
  }
  return all;
}

}  // namespace gw::engine
