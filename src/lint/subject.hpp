// What rules look at: one valid configuration, as values, as it is written and as a plan, and where
// there is a log, what the plan would have done to its traffic.
#pragma once

#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <set>
#include <string_view>
#include <utility>
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
        routes(analyze::find_route_facts(loaded.config, compiled.table)),
        context(around) {
    if (!config.unresolved.empty()) note_unknown(tree);
  }

  const SourceText& source;
  const Diagnostics& warnings;  // that `validate` has of it
  const config::Config& config;
  const engine::Plan& plan;
  const simulate::Results* traffic;
  const config::Node& tree;
  const config::Places places;
  const analyze::RouteFacts routes;
  const Context& context;

  // The key as a route goes by it: its own, its service's or that of the defaults; the route's name
  // or path when nobody writes it.
  Span key_span(size_t route, std::initializer_list<std::string_view> path) const;
  // Whether the key, as the route goes by it, waits for no environment variable: a placeholder is
  // nothing to judge. True where nobody writes it.
  bool knows(const config::Route& route, std::initializer_list<std::string_view> path) const;
  // The same for a key of the top or of `gateway`, and for a limit where it is written.
  bool knows_top(std::string_view key) const;
  bool knows(const config::RateLimit& limit) const;
  // Whether the route asks nobody for credentials.
  bool is_open(const config::Route& route) const;
  // Takes a key of the top, or of `gateway`, of the main file out with all that it stands for
  // there.
  std::vector<Edit> remove_top(std::string_view key) const;

 private:
  bool note_unknown(const config::Node& node);

  // The spans of what waits for a variable, of values and of their keys.
  std::set<std::pair<uint32_t, uint32_t>> unknown_;
};

}  // namespace gw::lint
