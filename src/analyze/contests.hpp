// Finds the pairs of routes that only the order of the file decides between, and those of which
// each is the more specific one in some respect.
#pragma once

#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "analyze/path_tree.hpp"
#include "analyze/relation.hpp"
#include "analyze/route_facts.hpp"
#include "analyze/route_index.hpp"

namespace gw::analyze {

class Contests {
 public:
  // Of paths that cross no more pairs than `looks` are compared, all routes together.
  Contests(RouteSets& sets, const RouteIndex& index, const engine::RouteTable& table, size_t looks);

  // With the route as the winner.
  void find(size_t route, std::vector<Contest>& contests, std::vector<OpenQuestion>& open);

 private:
  void add(size_t route, size_t other);
  void find_rivals(size_t route, const std::string& host, const std::string& shape);
  bool crosses(size_t route, size_t other);
  bool is_full() const { return found_.size() >= kMaxContests; }
  std::vector<const PathTree*> broader(const std::string& host) const;

  RouteSets& sets_;
  const RouteIndex& index_;
  const engine::RouteTable& table_;
  std::map<std::string, PathTree> trees_;  // by host, as in analyze/sets.hpp
  std::set<size_t> seen_;                  // what the route at hand was compared with
  size_t looks_;
  bool told_ = false;  // that there were no more looks
  std::vector<Contest> found_;
  std::vector<OpenQuestion> open_;
};

}  // namespace gw::analyze
