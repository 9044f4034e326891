#include "engine/draft.hpp"

#include <algorithm>

#include "base/check.hpp"
#include "support/path_template.hpp"

namespace gw::testing {
namespace {

using policy::Algorithm;

policy::LimitSpec spec(Algorithm algorithm, int64_t count, Duration per, int64_t burst = 0) {
  return {.algorithm = algorithm, .count = count, .per_us = per.ns / 1000, .burst = burst};
}

}  // namespace

policy::LimitSpec fixed_window(int64_t count, Duration per) {
  return spec(Algorithm::kFixedWindow, count, per);
}
policy::LimitSpec gcra(int64_t count, Duration per, int64_t burst) {
  return spec(Algorithm::kGcra, count, per, burst);
}
policy::LimitSpec token_bucket(int64_t count, Duration per, int64_t capacity) {
  return spec(Algorithm::kTokenBucket, count, per, capacity);
}
policy::LimitSpec sliding_window(int64_t count, Duration per) {
  return spec(Algorithm::kSlidingWindow, count, per);
}
policy::LimitSpec sliding_log(int64_t count, Duration per) {
  return spec(Algorithm::kSlidingLog, count, per);
}
policy::LimitSpec concurrency(int64_t count) {
  return spec(Algorithm::kConcurrency, count, seconds(1));
}

engine::StatusSet statuses(std::initializer_list<uint16_t> all) {
  engine::StatusSet set;
  for (const uint16_t status : all) set.in.set(status);
  return set;
}

uint32_t Draft::service(const std::string& name, size_t endpoints) {
  engine::ServicePlan service;
  service.name = name;
  for (size_t i = 0; i < endpoints; ++i) {
    engine::EndpointPlan endpoint;
    endpoint.name = std::string(1, static_cast<char>('a' + i));
    service.endpoints.push_back(endpoint);
  }
  service.balancer_slot = plan_.balancer_slots++;
  service.in_flight_slot = plan_.in_flight_slots++;
  plan_.services.push_back(std::move(service));
  return static_cast<uint32_t>(plan_.services.size() - 1);
}

uint32_t Draft::limit(const std::string& name, const policy::LimitSpec& limit_spec) {
  return limit(name, limit_spec, plan_.limit_slots);
}

uint32_t Draft::limit(const std::string& name, const policy::LimitSpec& limit_spec, uint32_t slot) {
  GW_CHECK(policy::check(limit_spec).has_value());
  plan_.limit_slots = std::max(plan_.limit_slots, slot + 1);
  engine::LimitPlan plan;
  plan.name = name;
  plan.slot = slot;
  plan.spec = limit_spec;
  plan.key = {engine::KeyPart{}};
  plan_.limits.push_back(std::move(plan));
  return static_cast<uint32_t>(plan_.limits.size() - 1);
}

engine::RoutePlan& Draft::route(const std::string& rule, uint32_t service) {
  const size_t path = rule.find('/');
  engine::RouteSpec route_spec;
  route_spec.route = static_cast<uint32_t>(plan_.routes.size());
  route_spec.path = path_template(std::string_view(rule).substr(path));
  if (path > 0) {
    route_spec.methods =
        1U << static_cast<uint32_t>(http::parse_method(std::string_view(rule).substr(0, path - 1)));
  }
  specs_.push_back(std::move(route_spec));
  engine::RoutePlan& route = plan_.routes.emplace_back();
  route.name = rule;
  route.path = rule.substr(path);
  route.service = service;
  route.retry.budget_slot = plan_.budget_slots++;
  return route;
}

engine::BreakerPlan Draft::breaker(engine::BreakerPlan::Scope scope, int32_t failures,
                                   size_t slots) {
  engine::BreakerPlan breaker;
  breaker.scope = scope;
  breaker.spec.consecutive_failures = failures;
  breaker.spec.open_for = seconds(10);
  breaker.failing = statuses({500, 502, 503});
  for (size_t i = 0; i < slots; ++i) breaker.slots.push_back(plan_.breaker_slots++);
  return breaker;
}

void Draft::emulate(uint32_t limit, const emulate::Limiter& like, emulate::Order several) {
  plan_.limits[limit].emulated = static_cast<uint32_t>(plan_.emulated.size());
  plan_.emulated.push_back(like);
  plan_.emulated_order = several;
  plan_.emulated_as = "another";
  plan_.emulated_without = "Nothing is left out.";
}

std::shared_ptr<const engine::Plan> Draft::finish() {
  for (const engine::RouteSpec& route_spec : specs_) {
    GW_CHECK(plan_.table.add(route_spec).has_value());
  }
  plan_.table.finish();
  return std::make_shared<const engine::Plan>(std::move(plan_));
}

}  // namespace gw::testing
