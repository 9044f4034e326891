#include "traffic/route_draft.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "http/method.hpp"
#include "http/target.hpp"
#include "traffic/identifier.hpp"

namespace gw::traffic {

// Methods are bits (1 << http::Method).
struct RouteSketch::Node {
  std::map<std::string, std::unique_ptr<Node>, std::less<>> literals;
  std::unique_ptr<Node> param;
  uint32_t ends = 0;  // of requests that end here
  uint32_t rest = 0;  // of those that a wildcard below takes

  bool is_leaf() const { return literals.empty() && param == nullptr && rest == 0; }
  // Without the empty segment of a trailing slash, which no parameter takes.
  size_t names() const { return literals.size() - literals.count(""); }
};

namespace {

constexpr size_t kMaxLiteralBytes = 64;
constexpr size_t kTopFactor = 5;  // halves

// What may stand in a template as it is, in a canonical path as in YAML.
bool is_plain(std::string_view segment) {
  constexpr std::string_view kPlain = "-._~@+=,%";
  return segment.size() <= kMaxLiteralBytes && std::ranges::all_of(segment, [&](char c) {
           return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
                  kPlain.find(c) != std::string_view::npos;
         });
}

bool is_asset(std::string_view segment) {
  constexpr std::array<std::string_view, 26> kEnds{
      ".avif", ".bmp", ".css", ".eot", ".gif", ".htm",  ".html", ".ico",  ".jpeg",
      ".jpg",  ".js",  ".map", ".mjs", ".mp3", ".mp4",  ".mpg",  ".otf",  ".pdf",
      ".png",  ".svg", ".ttf", ".txt", ".wav", ".webp", ".woff", ".woff2"};
  const size_t dot = segment.rfind('.');
  if (dot == std::string_view::npos || dot == 0) return false;
  const std::string_view end = segment.substr(dot);
  return std::ranges::any_of(kEnds, [&](std::string_view one) {
    return std::ranges::equal(end, one, [](char a, char b) {
      return (a >= 'A' && a <= 'Z' ? static_cast<char>(a + 32) : a) == b;
    });
  });
}

template <class Node>
size_t count(const Node& node) {
  size_t nodes = 1 + (node.param ? count(*node.param) : 0);
  for (const auto& [name, below] : node.literals) nodes += count(*below);
  return nodes;
}

template <class Node>
void merge(Node& into, Node&& from) {
  into.ends |= from.ends;
  into.rest |= from.rest;
  if (from.param) {
    if (into.param) {
      merge(*into.param, std::move(*from.param));
    } else {
      into.param = std::move(from.param);
    }
  }
  for (auto& [name, below] : from.literals) {
    auto& place = into.literals[name];
    if (place) {
      merge(*place, std::move(*below));
    } else {
      place = std::move(below);
    }
  }
}

template <class Node>
void merge_into_param(Node& node, std::string_view name) {
  const auto found = node.literals.find(name);
  if (node.param) {
    merge(*node.param, std::move(*found->second));
  } else {
    node.param = std::move(found->second);
  }
  node.literals.erase(found);
}

// Takes out what a wildcard above answers; whether nothing is left.
template <class Node>
bool subtract(Node& node, uint32_t methods) {
  node.ends &= ~methods;
  node.rest &= ~methods;
  if (node.param && subtract(*node.param, methods)) node.param.reset();
  std::erase_if(node.literals, [&](const auto& entry) { return subtract(*entry.second, methods); });
  return node.ends == 0 && node.is_leaf();
}

// A folder that holds files above all is one wildcard, which takes what lies below it too. Not the
// top: that would take everything.
template <class Node>
void fold_assets(Node& node) {
  const auto is_file = [](const auto& entry) {
    return entry.second->is_leaf() && is_asset(entry.first);
  };
  const auto files = static_cast<size_t>(std::ranges::count_if(node.literals, is_file));
  if (files >= RouteSketch::kMinAssets && files * 2 >= node.names()) {
    for (const auto& entry : node.literals) node.rest |= is_file(entry) ? entry.second->ends : 0;
  }
  if (node.rest == 0) return;
  const uint32_t ends = std::exchange(node.ends, 0);
  const uint32_t rest = std::exchange(node.rest, 0);
  subtract(node, rest);
  node.ends = ends;
  node.rest = rest;
}

template <class Node>
void fold_names(Node& node, size_t most) {
  if (node.names() <= most) return;
  for (auto entry = node.literals.begin(); entry != node.literals.end();) {
    const std::string name = (entry++)->first;
    if (!name.empty()) merge_into_param(node, name);
  }
}

template <class Node>
void fold(Node& node, size_t most, bool top = true) {
  if (!top) fold_assets(node);
  fold_names(node, top ? most * kTopFactor / 2 : most);
  if (node.param) fold(*node.param, most, false);
  for (auto& [name, below] : node.literals) fold(*below, most, false);
}

template <class Node>
bool has_holes(const Node& node) {
  return node.param || node.rest != 0 || std::ranges::any_of(node.literals, [](const auto& entry) {
           return has_holes(*entry.second);
         });
}

// Of /a/{id}/x and /a/b/{y} each is the more specific one somewhere: a name with parameters below
// it is taken for one more value where the values have something below them too.
template <class Node>
void uncross(Node& node) {
  if (node.param && !node.param->is_leaf()) {
    for (auto entry = node.literals.begin(); entry != node.literals.end();) {
      const std::string name = entry->first;
      const bool crosses = !name.empty() && has_holes(*entry->second);
      ++entry;
      if (crosses) merge_into_param(node, name);
    }
  }
  if (node.param) uncross(*node.param);
  for (auto& [name, below] : node.literals) uncross(*below);
}

std::vector<std::string> names_of(uint32_t methods) {
  std::vector<std::string> out;
  for (int i = 0; i < http::kMethodCount; ++i) {
    if ((methods >> i & 1) != 0) out.emplace_back(http::name(static_cast<http::Method>(i)));
  }
  return out;
}

bool has_writes(uint32_t methods) {
  for (int i = 0; i < http::kMethodCount; ++i) {
    if ((methods >> i & 1) != 0 && !http::is_safe(static_cast<http::Method>(i))) return true;
  }
  return false;
}

// "{user_id}" below /users, else "{id}"; counted on where the path has that one already.
std::string param_name(const std::string& path, std::string_view parent) {
  const bool plural = parent.size() > 3 && parent.ends_with('s') &&
                      std::ranges::all_of(parent, [](char c) { return c >= 'a' && c <= 'z'; });
  const std::string base =
      plural ? std::string(parent.substr(0, parent.size() - 1)) + "_id" : std::string("id");
  std::string name = base;
  for (int i = 2; path.find("{" + name + "}") != std::string::npos; ++i) {
    name = base + std::to_string(i);
  }
  return "{" + name + "}";
}

template <class Node>
void list(const Node& node, const std::string& path, std::string_view parent,
          std::vector<DraftedRoute>& out) {
  if (node.ends != 0) out.push_back({path, names_of(node.ends), has_writes(node.ends)});
  if (node.rest != 0) out.push_back({path + "/*", names_of(node.rest), has_writes(node.rest)});
  for (const auto& [name, below] : node.literals) list(*below, path + "/" + name, name, out);
  if (node.param) list(*node.param, path + "/" + param_name(path, parent), "", out);
}

template <class Node>
std::vector<DraftedRoute> routes_of(const Node& root) {
  std::vector<DraftedRoute> out;
  list(root, "", "", out);
  std::ranges::sort(out, {}, &DraftedRoute::path);
  return out;
}

// Of an absolute target what follows its authority.
std::string_view path_of(std::string_view target) {
  const size_t scheme = target.find("://");
  if (!target.starts_with('/') && scheme != std::string_view::npos) {
    const size_t slash = target.find('/', scheme + 3);
    target = slash == std::string_view::npos ? "/" : target.substr(slash);
  }
  return http::split_target(target).path;
}

}  // namespace

RouteSketch::RouteSketch() : root_(std::make_unique<Node>()) {}
RouteSketch::~RouteSketch() = default;

void RouteSketch::add(const Record& record) {
  ++draft_.requests;
  if (record.status != 0 && (record.status < 200 || record.status >= 400)) return;
  ++draft_.successes;
  const http::Method method = http::parse_method(record.method);
  std::array<char, 8192> scratch;
  const auto path = http::canonical_path(path_of(record.target), scratch);
  const bool usual = method != http::Method::kOther && method != http::Method::kConnect;
  const bool taken = usual && path && add_path(*path, 1U << static_cast<uint32_t>(method));
  draft_.unroutable += taken ? 0 : 1;
}

bool RouteSketch::add_path(std::string_view path, uint32_t method) {
  if (!path.starts_with('/')) return false;
  Node* node = root_.get();
  for (size_t depth = 0, begin = 1; begin <= path.size(); ++depth) {
    if ((node->rest & method) != 0) return true;
    if (depth == kMaxDepth) {
      node->rest |= method;
      return true;
    }
    const size_t end = std::min(path.find('/', begin), path.size());
    const std::string_view segment = path.substr(begin, end - begin);
    const bool last = end == path.size();
    const bool crowded = node->names() >= most_literals_;
    if (last && depth > 0 && crowded && is_asset(segment)) {
      node->rest |= method;
      return true;
    }
    node = &child(*node, segment, last);
    begin = end + 1;
  }
  node->ends |= method;
  if (nodes_ > kMaxNodes) shrink();
  return true;
}

RouteSketch::Node& RouteSketch::child(Node& node, std::string_view segment, bool last) {
  const bool is_name =
      is_plain(segment) && (!looks_like_id(segment) || (last && is_asset(segment)));
  const auto found = is_name ? node.literals.find(segment) : node.literals.end();
  if (found != node.literals.end()) return *found->second;
  const bool full = node.names() >= most_literals_ && !segment.empty();
  if (is_name && !full) {
    ++nodes_;
    return *node.literals.emplace(segment, std::make_unique<Node>()).first->second;
  }
  if (!node.param) {
    ++nodes_;
    node.param = std::make_unique<Node>();
  }
  return *node.param;
}

// With fewer names side by side than before, so that it ends.
void RouteSketch::shrink() {
  while (nodes_ > kMaxNodes / 2) {
    most_literals_ /= 2;
    fold(*root_, most_literals_);
    nodes_ = count(*root_);
  }
}

RouteDraft RouteSketch::finish() {
  for (size_t most = kMaxSiblings;; most /= 2) {
    fold(*root_, most);
    uncross(*root_);
    draft_.routes = routes_of(*root_);
    if (draft_.routes.size() <= kMaxRoutes || most == 0) break;
  }
  return std::move(draft_);
}

}  // namespace gw::traffic
