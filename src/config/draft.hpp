// A configuration that is read but not yet resolved: names are still names, and what routes and
// services inherit is still apart. Reader fills it, resolve turns it into a Config.
#pragma once

#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "config/config.hpp"

namespace gw::config {

// A limit of its own (its name is empty unless written) or the name of a pool.
using LimitDraft = std::variant<RateLimit, Located<std::string>>;

// `circuit_breaker: none` is a choice that says there is none.
using BreakerChoice = std::optional<Breaker>;

// What a route, a service or the defaults say; empty: not said.
struct PolicyDraft {
  std::optional<Located<Duration>> timeout;
  std::optional<Duration> connect_timeout;
  std::optional<Retries> retries;
  std::optional<Located<BreakerChoice>> breaker;
  std::optional<Located<bool>> auth_required;
  std::optional<uint32_t> max_in_flight;
  std::optional<LoadBalancing> load_balancing;
  std::optional<std::vector<LimitDraft>> limits;
};

struct UpstreamDraft {
  Located<std::string> text;
  std::optional<Url> url;  // none: the text is a service's name
};

struct RouteDraft {
  Route route;
  bool is_named = false;  // else the name is made by resolve
  PolicyDraft policies;
  std::optional<UpstreamDraft> upstream;
};

struct ServiceDraft {
  Service service;
  PolicyDraft policies;
};

struct Draft {
  Config config;  // all but pools, services and routes
  PolicyDraft defaults;
  std::vector<RateLimit> pools;
  std::vector<LimitDraft> gateway_limits;
  std::vector<ServiceDraft> services;
  std::vector<RouteDraft> routes;
};

}  // namespace gw::config
