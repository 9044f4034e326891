// The state of one compilation: the plan that grows, the slot book and the mistakes found so far.
// Its parts are in compile.cpp, limits.cpp, upstreams.cpp and routes.cpp.
#pragma once

#include <string>
#include <vector>

#include "compile/compile.hpp"
#include "config/config.hpp"
#include "engine/plan.hpp"

namespace gw::compile {

class Builder {
 public:
  Builder(const config::Config& config, SlotBook& slots, const Options& options, engine::Plan& plan,
          Diagnostics& diagnostics)
      : config_(config), slots_(slots), options_(options), plan_(plan), diagnostics_(diagnostics) {}

  // limits.cpp
  void add_pools();
  uint32_t add_limit(const config::RateLimit& limit, const config::Route* route);

  // upstreams.cpp
  void add_services();
  engine::BreakerPlan breaker_plan(const config::Breaker& breaker, const config::Route& route,
                                   bool from_route);

  // routes.cpp
  void add_routes();

  void error(const char* code, Span span, std::string message, std::string hint = {});
  uint32_t slot(Slots& slots, const std::string& name) {
    return slots.take(name, options_.plan_id, options_.oldest_held);
  }

 private:
  void emulate_limit(const config::RateLimit& limit, engine::LimitPlan& plan);
  std::vector<engine::KeyPart> key_parts(const std::vector<config::KeyPart>& parts,
                                         const config::Route* route);
  void add_service(const config::Service& service);
  void warn_of_tls(const config::Service& service, const engine::ServicePlan& plan);
  std::vector<engine::EndpointPlan> endpoints_of(const config::Service& service) const;
  void add_route(const config::Route& route);
  void add_limits(const config::Route& route, engine::RoutePlan& plan);
  bool add_predicates(const std::vector<config::FieldMatch>& matches,
                      engine::Predicate::Where where, engine::RouteSpec& spec);
  void add_to_table(const config::Route& route, uint32_t index);
  void note_header(const std::string& name);
  engine::RetryPlan retry_plan(const config::Route& route);

  const config::Config& config_;
  SlotBook& slots_;
  const Options& options_;
  engine::Plan& plan_;
  Diagnostics& diagnostics_;
};

engine::StatusSet status_set(const std::vector<config::StatusRange>& ranges);

}  // namespace gw::compile
