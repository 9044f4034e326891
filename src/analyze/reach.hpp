// Whether any request reaches a route. Only routes of the same host can take all of its requests
// away: those of the same path, and, from one that ends in a wildcard, the routes below it whose
// further segments are all parameters. Nothing else is looked at, and of hosts, paths and methods
// one member each is enough that no other route takes unless it takes them all.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "analyze/relation.hpp"
#include "analyze/route_facts.hpp"
#include "analyze/route_index.hpp"

namespace gw::analyze {

class Reach {
 public:
  Reach(RouteSets& sets, const RouteIndex& index) : sets_(sets), index_(index) {}

  // One of the three, or none where a route alone holds what is not decided.
  struct Answer {
    std::optional<Witness> reached;  // by this request
    std::optional<Unreachable> unreachable;
    std::optional<OpenQuestion> open;
  };
  Answer of(size_t route);

 private:
  std::vector<size_t> rivals_at(size_t route, const std::string& host, size_t params,
                                bool slash) const;
  // Whether others take all requests that are `request` but for their values; then `answer` says
  // who, else it is the answer.
  bool is_taken(size_t route, std::vector<size_t> rivals, const Witness& request, Answer& answer);

  RouteSets& sets_;
  const RouteIndex& index_;
};

}  // namespace gw::analyze
