#include "analyze/path_tree.hpp"

namespace gw::analyze {

uint32_t PathTree::child(uint32_t node, const config::Segment& segment) {
  const auto next = static_cast<uint32_t>(nodes_.size());
  uint32_t& place = segment.is_param ? nodes_[node].param : nodes_[node].literals[segment.text];
  if (place != 0) return place;
  place = next;
  nodes_.emplace_back();
  return next;
}

void PathTree::add(const config::PathTemplate& path, size_t route) {
  uint32_t node = 0;
  for (const config::Segment& segment : path.segments) node = child(node, segment);
  (path.rest ? nodes_[node].rests : nodes_[node].ends).push_back(route);
}

class PathTree::Walk {
 public:
  Walk(const PathTree& tree, const config::PathTemplate& path, bool behind,
       const std::function<bool(size_t)>& found)
      : tree_(tree), path_(path), behind_(behind), found_(found) {}

  // What the way here has shown: whether the path is the more specific one at the first difference,
  // and whether the tree's is at some segment.
  struct Way {
    bool leads = false;
    bool crossed = false;
  };

  void visit(uint32_t at, size_t i, Way way) {
    if (at != 0 || i == 0) ++visited_;
    if (visited_ > kMaxNodes) return;
    const Node& node = tree_.nodes_[at];
    const Way ahead{true, way.crossed};
    const Way crossed{way.leads, true};
    const bool may_cross = way.leads || !behind_;
    if (i == path_.segments.size()) {
      if (!path_.rest) return tell(node.ends, way);
      tell(node.rests, way);
      if (!may_cross) return;
      for (const auto& [text, next] : node.literals) visit_all(next);
      if (node.param != 0) visit_all(node.param);
      return;
    }
    tell(node.rests, ahead);
    const config::Segment& segment = path_.segments[i];
    if (segment.is_param) {
      if (node.param != 0) visit(node.param, i + 1, way);
      if (!may_cross) return;
      for (const auto& [text, next] : node.literals) {
        if (!text.empty()) visit(next, i + 1, crossed);
        if (visited_ > kMaxNodes) return;
      }
      return;
    }
    const auto same = node.literals.find(segment.text);
    if (same != node.literals.end()) visit(same->second, i + 1, way);
    if (node.param != 0 && !segment.text.empty()) visit(node.param, i + 1, ahead);
  }

 private:
  void tell(const std::vector<size_t>& routes, Way way) {
    if (!way.crossed || (behind_ && !way.leads)) return;
    for (const size_t route : routes) {
      if (visited_ <= kMaxNodes && !found_(route)) visited_ = kMaxNodes + 1;
    }
  }

  // Everything below, all of it more specific than the path's wildcard.
  void visit_all(uint32_t at) {
    if (++visited_ > kMaxNodes) return;
    const Node& node = tree_.nodes_[at];
    tell(node.ends, {true, true});
    tell(node.rests, {true, true});
    for (const auto& [text, next] : node.literals) {
      if (visited_ > kMaxNodes) return;
      visit_all(next);
    }
    if (node.param != 0) visit_all(node.param);
  }

  const PathTree& tree_;
  const config::PathTemplate& path_;
  bool behind_;
  const std::function<bool(size_t)>& found_;
  size_t visited_ = 0;
};

void PathTree::crossing(const config::PathTemplate& path, bool behind,
                        const std::function<bool(size_t)>& found) const {
  Walk(*this, path, behind, found).visit(0, 0, {});
}

}  // namespace gw::analyze
