#include "analyze/path_tree.hpp"

#include <algorithm>

#include "base/text.hpp"

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

  bool is_at_bound() const { return is_at_bound_; }

  void visit(uint32_t at, size_t i, Way way) {
    if (!may_visit()) return;
    const Node& node = tree_.nodes_[at];
    const Way ahead{true, way.crossed};
    const Way crossed{way.leads, true};
    const bool may_cross = way.leads || !behind_;
    if (i == path_.segments.size()) {
      if (!path_.rest) return tell(node.ends, way);
      tell(node.rests, way);
      if (!may_cross) return;
      visit_below(node);
      return;
    }
    tell(node.rests, ahead);
    const config::Segment& segment = path_.segments[i];
    if (segment.is_param) {
      if (node.param != 0) visit(node.param, i + 1, way);
      if (!may_cross) return;
      for (const auto& [text, next] : node.literals) {
        if (!text.empty()) visit(next, i + 1, crossed);
        if (is_over()) return;
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
      if (!is_over() && !found_(route)) is_enough_ = true;
    }
  }

  // Everything below, all of it more specific than the path's wildcard.
  void visit_all(uint32_t at) {
    if (!may_visit()) return;
    const Node& node = tree_.nodes_[at];
    tell(node.ends, {true, true});
    tell(node.rests, {true, true});
    visit_below(node);
  }

  void visit_below(const Node& node) {
    for (const auto& [text, next] : node.literals) {
      if (is_over()) return;
      visit_all(next);
    }
    if (node.param != 0) visit_all(node.param);
  }

  bool is_over() const { return is_enough_ || is_at_bound_; }
  bool may_visit() {
    if (is_over()) return false;
    is_at_bound_ = ++visited_ > kMaxNodes;
    return !is_at_bound_;
  }

  const PathTree& tree_;
  const config::PathTemplate& path_;
  bool behind_;
  const std::function<bool(size_t)>& found_;
  size_t visited_ = 0;
  bool is_enough_ = false;
  bool is_at_bound_ = false;
};

bool PathTree::crossing(const config::PathTemplate& path, bool behind,
                        const std::function<bool(size_t)>& found) const {
  Walk walk(*this, path, behind, found);
  walk.visit(0, 0, {});
  return !walk.is_at_bound();
}

std::vector<size_t> PathTree::taking(std::string_view path) const {
  std::vector<size_t> out;
  if (path.starts_with('/')) take(0, split(path.substr(1), '/'), out);
  std::sort(out.begin(), out.end());
  return out;
}

void PathTree::take(uint32_t at, std::span<const std::string_view> left,
                    std::vector<size_t>& out) const {
  const Node& node = nodes_[at];
  if (left.empty()) {
    out.insert(out.end(), node.ends.begin(), node.ends.end());
    return;
  }
  out.insert(out.end(), node.rests.begin(), node.rests.end());
  const auto same = node.literals.find(left.front());
  if (same != node.literals.end()) take(same->second, left.subspan(1), out);
  if (node.param != 0 && !left.front().empty()) take(node.param, left.subspan(1), out);
}

struct PathTree::Meeting {
  const config::PathTemplate& path;
  size_t left;  // nodes to look at
  std::vector<size_t> found = {};

  bool may_visit() { return left > 0 && left-- > 0; }
  void add(const std::vector<size_t>& routes) {
    found.insert(found.end(), routes.begin(), routes.end());
  }
};

std::vector<size_t> PathTree::meeting(const config::PathTemplate& path, size_t most_nodes) const {
  Meeting out{path, most_nodes};
  meet(0, 0, out);
  std::sort(out.found.begin(), out.found.end());
  return std::move(out.found);
}

void PathTree::meet(uint32_t at, size_t i, Meeting& meeting) const {
  if (!meeting.may_visit()) return;
  const config::PathTemplate& path = meeting.path;
  const Node& node = nodes_[at];
  if (i == path.segments.size()) {
    if (path.rest) {
      meeting.add(node.rests);
      for (const auto& [text, next] : node.literals) meet_all(next, meeting);
      if (node.param != 0) meet_all(node.param, meeting);
    } else {
      meeting.add(node.ends);
    }
    return;
  }
  meeting.add(node.rests);
  const config::Segment& segment = path.segments[i];
  if (node.param != 0 && (segment.is_param || !segment.text.empty())) {
    meet(node.param, i + 1, meeting);
  }
  if (segment.is_param) {
    for (const auto& [text, next] : node.literals) {
      if (!text.empty()) meet(next, i + 1, meeting);
    }
    return;
  }
  const auto same = node.literals.find(segment.text);
  if (same != node.literals.end()) meet(same->second, i + 1, meeting);
}

void PathTree::meet_all(uint32_t at, Meeting& meeting) const {
  if (!meeting.may_visit()) return;
  const Node& node = nodes_[at];
  meeting.add(node.ends);
  meeting.add(node.rests);
  for (const auto& [text, next] : node.literals) meet_all(next, meeting);
  if (node.param != 0) meet_all(node.param, meeting);
}

}  // namespace gw::analyze
