#include <algorithm>

#include "base/check.hpp"
#include "compile/builder.hpp"
#include "policy/balancer.hpp"
#include "policy/breaker.hpp"

namespace gw::compile {
namespace {

policy::Balance balance_of(config::Balancing balancing) {
  switch (balancing) {
    case config::Balancing::kRoundRobin:
      return policy::Balance::kRoundRobin;
    case config::Balancing::kWeightedRoundRobin:
      return policy::Balance::kSmoothWeighted;
    case config::Balancing::kLeastConnections:
      return policy::Balance::kLeastConnections;
    case config::Balancing::kConsistentHash:
      return policy::Balance::kConsistentHash;
  }
  return policy::Balance::kRoundRobin;
}

std::string authority(const std::string& host, uint16_t port, bool tls) {
  const bool v6 = host.find(':') != std::string::npos;
  std::string out = v6 ? '[' + host + ']' : host;
  if (port != (tls ? 443 : 80)) out += ':' + std::to_string(port);
  return out;
}

policy::BreakerSpec spec_of(const config::Breaker& breaker) {
  policy::BreakerSpec spec;
  spec.consecutive_failures = static_cast<int32_t>(breaker.consecutive_failures.value_or(0));
  spec.failure_rate = breaker.failure_rate.value_or(Ratio{0});
  spec.slow_rate = breaker.slow_call_rate.value_or(Ratio{0});
  spec.slow_call = breaker.slow_call_duration;
  if (const Duration* window = std::get_if<Duration>(&breaker.window)) {
    spec.window_kind = policy::BreakerWindow::kTime;
    spec.window = *window;
  } else {
    spec.window_kind = policy::BreakerWindow::kCalls;
    spec.window_calls = static_cast<int32_t>(std::get<config::CallWindow>(breaker.window).value);
  }
  spec.minimum_calls = static_cast<int32_t>(breaker.minimum_calls);
  spec.open_for = breaker.open_for;
  spec.half_open_probes = static_cast<int32_t>(breaker.half_open_probes);
  spec.count_late_results = breaker.late_results == config::LateResults::kCount;
  return spec;
}

// All numbers of a breaker: one that is changed starts closed.
std::string fingerprint(const policy::BreakerSpec& spec) {
  std::string out;
  for (const int64_t number :
       {int64_t{spec.consecutive_failures}, spec.failure_rate.ppm, spec.slow_rate.ppm,
        spec.slow_call.ns, static_cast<int64_t>(spec.window_kind), int64_t{spec.window_calls},
        spec.window.ns, int64_t{spec.minimum_calls}, spec.open_for.ns,
        int64_t{spec.half_open_probes}, int64_t{spec.count_late_results}}) {
    out += '|' + std::to_string(number);
  }
  return out;
}

}  // namespace

std::vector<engine::EndpointPlan> Builder::endpoints_of(const config::Service& service) const {
  const auto named = [&](const Options::Override& override) {
    return override.service == service.name ||
           (service.from_url && override.service == service.endpoints.front().url.host);
  };
  const auto override = std::find_if(options_.upstreams.begin(), options_.upstreams.end(), named);
  std::vector<engine::EndpointPlan> out;
  if (override != options_.upstreams.end()) {
    out.push_back({authority(override->host, override->port, false),
                   service.endpoints.front().url.path, override->host, override->port, false, 1});
    return out;
  }
  for (const config::Endpoint& endpoint : service.endpoints) {
    const config::Url& url = endpoint.url;
    const bool tls = url.scheme == config::Scheme::kHttps;
    out.push_back(
        {authority(url.host, url.port, tls), url.path, url.host, url.port, tls, endpoint.weight});
  }
  return out;
}

void Builder::warn_of_tls(const config::Service& service, const engine::ServicePlan& plan) {
  for (size_t i = 0; i < plan.endpoints.size(); ++i) {
    if (!plan.endpoints[i].tls) continue;
    const std::string& name = service.from_url ? plan.endpoints[i].host : service.name;
    diagnostics_.push_back({Severity::kWarning,
                            "tls-not-served",
                            service.endpoints[i].span,
                            "gw serve does not speak TLS to upstreams yet: requests to this one "
                            "are answered 502",
                            {},
                            "reach it elsewhere: --upstream " + name + "=HOST:PORT"});
  }
}

void Builder::add_service(const config::Service& service) {
  engine::ServicePlan plan;
  plan.name = service.name;
  plan.endpoints = endpoints_of(service);
  plan.balance = balance_of(service.load_balancing.algorithm);
  plan.balance_key = key_parts(service.load_balancing.key, nullptr);
  plan.max_in_flight = service.max_in_flight;
  plan.in_flight_slot = slot(slots_.in_flight, service.name);
  if (options_.warn_of_tls) warn_of_tls(service, plan);
  GW_CHECK(plan.endpoints.size() <= engine::kMaxEndpoints);
  std::vector<policy::BalancedEndpoint> balanced;
  std::string identity = service.name + '|' + std::to_string(static_cast<int>(plan.balance));
  for (const engine::EndpointPlan& endpoint : plan.endpoints) {
    balanced.push_back({endpoint.name, static_cast<int32_t>(endpoint.weight)});
    identity += '|' + endpoint.name + '*' + std::to_string(endpoint.weight);
  }
  const Result<void> checked = policy::check(plan.balance, balanced);
  if (!checked) error("load-balancing-out-of-range", service.span, checked.error().message);
  plan.balancer_slot = slot(slots_.balancers, identity);
  plan_.services.push_back(std::move(plan));
}

void Builder::add_services() {
  for (const config::Service& service : config_.services) add_service(service);
}

engine::BreakerPlan Builder::breaker_plan(const config::Breaker& breaker,
                                          const config::Route& route, bool from_route) {
  engine::BreakerPlan plan;
  plan.spec = spec_of(breaker);
  const Result<void> checked = policy::check(plan.spec);
  if (!checked) error("breaker-out-of-range", breaker.span, checked.error().message);
  plan.failing = status_set(breaker.failing_statuses);
  const bool own = from_route || breaker.scope == config::BreakerScope::kRoute || !route.service;
  plan.name = own ? route.name : config_.services[*route.service].name;
  plan.scope = own ? engine::BreakerPlan::Scope::kRoute : engine::BreakerPlan::Scope::kService;
  const std::string identity = (own ? "route|" : "service|") + plan.name + fingerprint(plan.spec);
  if (breaker.scope == config::BreakerScope::kEndpoint && route.service) {
    plan.scope = engine::BreakerPlan::Scope::kEndpoint;
    for (const engine::EndpointPlan& endpoint : plan_.services[*route.service].endpoints) {
      plan.slots.push_back(slot(slots_.breakers, identity + '|' + endpoint.name));
    }
  } else {
    plan.slots.push_back(slot(slots_.breakers, identity));
  }
  return plan;
}

}  // namespace gw::compile
