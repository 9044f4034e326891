// Finds ways around what guards a route: requests that reach a less guarded one and that the same
// upstream may well take for a request of the first.
#pragma once

#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "analyze/path_tree.hpp"
#include "analyze/relation.hpp"
#include "analyze/route_facts.hpp"

namespace gw::analyze {

// No more requests than these are tried for one route, nor more paths of less guarded routes looked
// through than kMaxNodes (path_tree.hpp): what lies beyond is not found.
constexpr size_t kRequestsPerGuard = 512;

// Whether the route goes to a service and asks for credentials or has limits.
bool is_guarded(const config::Route& route);

class Guards {
 public:
  // The route table is asked no more often than `looks` times in all.
  Guards(RouteSets& sets, const engine::RouteTable& table, size_t looks);

  // For a guarded route; at most one for each variation: one around credentials before one around
  // limits, and one through a route of some path before one through a route for all. Every host and
  // method of the route is tried, so their order decides nothing.
  std::vector<Bypass> find(size_t route);
  bool is_out_of_looks() const { return looks_ == 0; }

  // A request of a guarded route, and its path as an open one writes it.
  struct Seed {
    Witness direct;
    std::string spelled;
  };

 private:
  // As a lenient upstream reads them.
  struct Paths {
    config::PathTemplate whole;
    config::PathTemplate without_rest;  // a wildcard takes its path with a slash behind it too
  };

  std::vector<size_t> open_routes(size_t route) const;
  Outcome look(const Witness& request);
  bool leads_around(Bypass& found, const std::string& wanted);
  std::optional<Bypass> way_around(size_t route, const config::Route& open, const Seed& seed,
                                   Variation variation, const std::string& wanted);
  bool is_spent() const { return left_ == 0 || looks_ == 0; }

  RouteSets& sets_;
  const engine::RouteTable& table_;
  size_t looks_;
  size_t left_ = 0;  // of the route's requests
  std::vector<Paths> paths_;
  std::map<size_t, PathTree> without_auth_;  // by service
  std::map<size_t, PathTree> without_limit_;
};

}  // namespace gw::analyze
