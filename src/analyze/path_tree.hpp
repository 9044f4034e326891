// The paths of one host's routes as a tree of segments, to find those that a path crosses: each of
// the two is the more specific one at some segment, or `other` is within it.
#pragma once

#include <cstddef>
#include <functional>
#include <map>
#include <string_view>
#include <vector>

#include "config/config.hpp"

namespace gw::analyze {

// A search looks at no more nodes than these.
constexpr size_t kMaxNodes = 256;

class PathTree {
 public:
  // `path` outlives the tree.
  void add(const config::PathTemplate& path, size_t route);

  // Calls `found` with the routes whose path has a common request with `path` and is more specific
  // at some segment; with `behind`, only those that are less specific at an earlier one, so that
  // `path` is preferred. Until `found` returns false or the search is at its bound.
  void crossing(const config::PathTemplate& path, bool behind,
                const std::function<bool(size_t route)>& found) const;

 private:
  struct Node {
    std::map<std::string_view, uint32_t> literals;
    uint32_t param = 0;  // 0: none
    std::vector<size_t> ends;
    std::vector<size_t> rests;
  };
  class Walk;

  uint32_t child(uint32_t node, const config::Segment& segment);

  std::vector<Node> nodes_ = std::vector<Node>(1);
};

}  // namespace gw::analyze
