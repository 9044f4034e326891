// What rules look at: one valid configuration, as values, as it is written and as a plan, and where
// there is a log, what the plan would have done to its traffic.
#pragma once

#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string_view>
#include <vector>

#include "analyze/route_facts.hpp"
#include "base/source.hpp"
#include "config/config.hpp"
#include "config/load.hpp"
#include "config/places.hpp"
#include "engine/plan.hpp"
#include "lint/finding.hpp"
#include "simulate/results.hpp"

namespace gw::lint {

struct Context {
  uint32_t replicas = 1;  // gateways that run this configuration side by side
};

class Subject {
 public:
  // All outlive it. The results, null without traffic, are observed ones of that plan.
  Subject(const config::Loaded& loaded, const engine::Plan& compiled, const Context& around,
          const simulate::Results* results = nullptr)
      : source(loaded.source),
        warnings(loaded.diagnostics),
        config(loaded.config),
        plan(compiled),
        traffic(results),
        tree(*loaded.tree),
        places(*loaded.tree, loaded.config),
        context(around) {}

  const SourceText& source;
  const Diagnostics& warnings;  // that `validate` has of it
  const config::Config& config;
  const engine::Plan& plan;
  const simulate::Results* traffic;
  const config::Node& tree;
  const config::Places places;
  const Context& context;

  // Found when they are first asked for, since that takes most of the time of a run and few rules
  // ask; a Subject belongs to one thread. Without those that rest on what is not known.
  const analyze::RouteFacts& routes() const;

  // The key as a route goes by it: its own, its service's or that of the defaults; the route's name
  // or path when nobody writes it.
  Span key_span(size_t route, std::initializer_list<std::string_view> path) const;
  // What does not wait for an environment variable (config/places.hpp): a key as the route goes by
  // it, a limit as it is written, all limits of a route, and the breaker that guards its calls.
  bool knows(const config::Route& route, std::initializer_list<std::string_view> path) const;
  bool knows(const config::RateLimit& limit) const { return places.knows(limit.span); }
  bool knows_limits(const config::Route& route) const;
  bool knows_breaker(const config::Route& route) const;
  // Whether the route asks nobody for credentials.
  bool is_open(const config::Route& route) const;
  // Takes a key of the top, or of `gateway`, of the main file out with all that it stands for
  // there.
  std::vector<Edit> remove_top(std::string_view key) const;

 private:
  size_t index_of(const config::Route& route) const;
  // Whether the two requests still come to one path when their upstream, for which a variable
  // stands, has a path of its own: that one takes the place of what each route matches.
  bool keeps_path(const analyze::Bypass& one) const;
  analyze::RouteFacts known_facts() const;

  mutable std::optional<analyze::RouteFacts> routes_;
};

}  // namespace gw::lint
