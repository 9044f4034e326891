// The paths of routes as a tree of segments, to find those that take a path, that have one in
// common with another template, and those that it crosses: each of the two is the more specific one
// at some segment, or `other` is within it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <span>
#include <string_view>
#include <vector>

#include "config/config.hpp"

namespace gw::analyze {

// A search for what crosses looks at no more nodes than these.
constexpr size_t kMaxNodes = 256;

class PathTree {
 public:
  // `path` outlives the tree.
  void add(const config::PathTemplate& path, size_t route);

  // Calls `found` with the routes whose path has a common request with `path` and is more specific
  // at some segment; with `behind`, only those that are less specific at an earlier one, so that
  // `path` is preferred. Until `found` returns false. False when the search ended at its bound:
  // there may be more.
  bool crossing(const config::PathTemplate& path, bool behind,
                const std::function<bool(size_t route)>& found) const;

  // The routes that take the canonical path, by index.
  std::vector<size_t> taking(std::string_view path) const;
  // The routes that take some path that the template takes too, by index; with many nodes to look
  // at, those of the first `most_nodes`.
  std::vector<size_t> meeting(const config::PathTemplate& path, size_t most_nodes = SIZE_MAX) const;

 private:
  struct Node {
    std::map<std::string_view, uint32_t> literals;
    uint32_t param = 0;  // 0: none
    std::vector<size_t> ends;
    std::vector<size_t> rests;
  };
  class Walk;

  uint32_t child(uint32_t node, const config::Segment& segment);
  void take(uint32_t at, std::span<const std::string_view> left, std::vector<size_t>& out) const;
  struct Meeting;
  void meet(uint32_t at, size_t i, Meeting& meeting) const;
  void meet_all(uint32_t at, Meeting& meeting) const;

  std::vector<Node> nodes_ = std::vector<Node>(1);
};

}  // namespace gw::analyze
