// From records to routes: paths as a tree of segments, of which those that vary become parameters.
// A request counts when it was answered with success (2xx, 3xx, or no status in the log), so what
// scanners ask for in vain leaves no route. Memory is bounded whatever the log holds: where too
// many names stand side by side they are taken for values of one parameter.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "traffic/record.hpp"

namespace gw::traffic {

struct DraftedRoute {
  std::string path;                  // "/users/{user_id}", "/images/*"
  std::vector<std::string> methods;  // never empty
  bool writes = false;               // one of them is not safe
};

struct RouteDraft {
  std::vector<DraftedRoute> routes;  // by path
  uint64_t requests = 0;
  uint64_t successes = 0;
  // Of the successes those that no route can take: a request line that holds none, a path that is
  // refused, a method outside the usual nine.
  uint64_t unroutable = 0;
};

class RouteSketch {
 public:
  // More routes are never drafted.
  static constexpr size_t kMaxRoutes = 200;
  // Names side by side that are still routes of their own; twice and a half as many at the top.
  static constexpr size_t kMaxSiblings = 20;
  // Files such as images side by side that become one wildcard.
  static constexpr size_t kMinAssets = 4;
  static constexpr size_t kMaxDepth = 16;      // segments; a wildcard takes what is below
  static constexpr size_t kMaxNodes = 50'000;  // of the tree while it grows
  static constexpr size_t kMaxLiterals = 256;  // under one node while it grows

  RouteSketch();
  ~RouteSketch();

  void add(const Record& record);
  // The sketch is used up.
  RouteDraft finish();

 private:
  struct Node;

  bool add_path(std::string_view path, uint32_t method);
  Node& child(Node& node, std::string_view segment, bool last);
  void shrink();

  std::unique_ptr<Node> root_;
  size_t nodes_ = 0;
  size_t most_literals_ = kMaxLiterals;
  RouteDraft draft_;
};

}  // namespace gw::traffic
