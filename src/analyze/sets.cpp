#include "analyze/sets.hpp"

#include <algorithm>
#include <array>
#include <set>

#include "base/text.hpp"

namespace gw::analyze {
namespace {

using config::HostPattern;
using config::PathTemplate;
using config::Route;

constexpr std::array<std::string_view, 7> kUsualMethods{"GET",   "POST", "PUT",    "DELETE",
                                                        "PATCH", "HEAD", "OPTIONS"};

// The first usual method, or "ANY1" and so on, that `is_free`.
template <class Predicate>
std::string free_method(const Predicate& is_free) {
  for (const std::string_view method : kUsualMethods) {
    if (is_free(method)) return std::string(method);
  }
  for (size_t i = 1;; ++i) {
    std::string method = "ANY" + std::to_string(i);
    if (is_free(method)) return method;
  }
}

// Whether every host of `inner` is one of `outer`.
bool lies_within(std::string_view inner, std::string_view outer) {
  if (outer.empty() || inner == outer) return true;
  if (inner.empty() || outer.front() != '*') return false;
  const std::string_view suffix = outer.substr(1);
  const std::string_view text = inner.front() == '*' ? inner.substr(1) : inner;
  return text.size() > suffix.size() && text.ends_with(suffix);
}

std::string joined(const std::vector<std::string_view>& segments) {
  std::string out;
  for (const std::string_view segment : segments) out += '/' + std::string(segment);
  return out;
}

// What a template says of segment i: a literal, a non-empty segment, anything, or no such segment.
enum class Slot { kLiteral, kParam, kFree, kNone };

Slot slot(const PathTemplate& path, size_t i) {
  if (i < path.segments.size()) return path.segments[i].is_param ? Slot::kParam : Slot::kLiteral;
  return path.rest ? Slot::kFree : Slot::kNone;
}

std::optional<std::string> common_path(const PathTemplate& a, const PathTemplate& b,
                                       std::string_view fresh) {
  const size_t least =
      std::max(a.segments.size() + (a.rest ? 1 : 0), b.segments.size() + (b.rest ? 1 : 0));
  std::vector<std::string_view> out;
  for (size_t i = 0; i < least; ++i) {
    Slot one = slot(a, i);
    Slot other = slot(b, i);
    if (one == Slot::kNone || other == Slot::kNone) return std::nullopt;
    const PathTemplate& literal = one == Slot::kLiteral ? a : b;
    if (one == Slot::kLiteral && other == Slot::kLiteral &&
        a.segments[i].text != b.segments[i].text) {
      return std::nullopt;
    }
    if (one != Slot::kLiteral && other != Slot::kLiteral) {
      out.push_back(fresh);
      continue;
    }
    out.push_back(literal.segments[i].text);
    if (out.back().empty() && (one == Slot::kParam || other == Slot::kParam)) return std::nullopt;
  }
  return joined(out);
}

std::optional<std::string> path_outside(const PathTemplate& a, const PathTemplate& b,
                                        const FreshWords& fresh) {
  for (const std::string& remainder :
       {fresh.segment, fresh.segment + '/' + fresh.segment, std::string()}) {
    std::string path = generic_path(a, fresh, remainder);
    if (!takes_path(b, path)) return path;
  }
  return std::nullopt;
}

}  // namespace

FreshWords fresh_words(const config::Config& config) {
  std::set<std::string_view> segments;
  std::set<std::string_view> methods;
  for (const Route& route : config.routes) {
    for (const config::Segment& segment : route.path.segments) {
      if (!segment.is_param) segments.insert(segment.text);
    }
    for (const auto& method : route.methods) methods.insert(method.value);
    for (const HostPattern& host : route.hosts) {
      for (const std::string_view label : split(host.text, '.')) segments.insert(label);
    }
  }
  FreshWords out{"x", free_method([&](std::string_view m) { return !methods.contains(m); })};
  for (size_t i = 1; segments.contains(out.segment); ++i) out.segment = "x" + std::to_string(i);
  return out;
}

std::vector<std::string> host_keys(const Route& route) {
  std::vector<std::string> out;
  out.reserve(route.hosts.size());
  for (const HostPattern& host : route.hosts) out.push_back(host.pattern());
  if (out.empty()) out.emplace_back();
  return out;
}

std::string host_of_key(std::string_view key, const FreshWords& fresh) {
  if (!key.starts_with('*')) return std::string(key);
  return fresh.segment + std::string(key.substr(1));
}

Split split_hosts(const Route& a, const Route& b, const FreshWords& fresh) {
  Split out;
  const std::vector<std::string> of_a = host_keys(a);
  const std::vector<std::string> of_b = host_keys(b);
  const auto outside = [&](const std::vector<std::string>& inner,
                           const std::vector<std::string>& outer) -> std::optional<std::string> {
    for (const std::string& one : inner) {
      const auto holds = [&](const std::string& other) { return lies_within(one, other); };
      if (std::none_of(outer.begin(), outer.end(), holds)) return host_of_key(one, fresh);
    }
    return std::nullopt;
  };
  out.only_a = outside(of_a, of_b);
  out.only_b = outside(of_b, of_a);
  for (const std::string& one : of_a) {
    for (const std::string& other : of_b) {
      if (out.both) break;
      if (lies_within(one, other)) {
        out.both = host_of_key(one, fresh);
      } else if (lies_within(other, one)) {
        out.both = host_of_key(other, fresh);
      }
    }
  }
  return out;
}

bool takes_path(const PathTemplate& path, std::string_view text) {
  const std::vector<std::string_view> pieces = split(text.substr(1), '/');
  const size_t count = path.segments.size();
  if (path.rest ? pieces.size() <= count : pieces.size() != count) return false;
  for (size_t i = 0; i < count; ++i) {
    const config::Segment& segment = path.segments[i];
    if (segment.is_param ? pieces[i].empty() : pieces[i] != segment.text) return false;
  }
  return true;
}

std::string generic_path(const PathTemplate& path, const FreshWords& fresh,
                         std::string_view remainder) {
  std::vector<std::string_view> out;
  out.reserve(path.segments.size() + 1);
  for (const config::Segment& segment : path.segments) {
    out.push_back(segment.is_param ? fresh.segment : segment.text);
  }
  if (path.rest) out.push_back(remainder);
  return joined(out);
}

Split split_paths(const PathTemplate& a, const PathTemplate& b, const FreshWords& fresh) {
  return {common_path(a, b, fresh.segment), path_outside(a, b, fresh), path_outside(b, a, fresh)};
}

bool takes_method(const Route& route, std::string_view method) {
  const auto named = [&](std::string_view wanted) {
    return std::any_of(route.methods.begin(), route.methods.end(),
                       [&](const auto& one) { return one.value == wanted; });
  };
  return route.methods.empty() || named(method) || (method == "HEAD" && named("GET"));
}

std::vector<std::string> generic_methods(const Route& route, const FreshWords& fresh) {
  if (route.methods.empty()) return {fresh.method};
  std::vector<std::string> out;
  out.reserve(route.methods.size());
  for (const auto& method : route.methods) out.push_back(method.value);
  const bool only_get =
      takes_method(route, "GET") && std::find(out.begin(), out.end(), "HEAD") == out.end();
  if (only_get) out.emplace_back("HEAD");
  return out;
}

Split split_methods(const Route& a, const Route& b) {
  Split out;
  const auto outside = [](const Route& inner, const Route& outer) -> std::optional<std::string> {
    if (outer.methods.empty()) return std::nullopt;
    if (inner.methods.empty()) {
      return free_method([&](std::string_view m) { return !takes_method(outer, m); });
    }
    for (const std::string& method : generic_methods(inner, {})) {
      if (!takes_method(outer, method)) return method;
    }
    return std::nullopt;
  };
  out.only_a = outside(a, b);
  out.only_b = outside(b, a);
  if (a.methods.empty() && b.methods.empty()) {
    out.both = "GET";
    return out;
  }
  const Route& named = a.methods.empty() ? b : a;
  const Route& other = a.methods.empty() ? a : b;
  for (const std::string& method : generic_methods(named, {})) {
    if (!out.both && takes_method(other, method)) out.both = method;
  }
  return out;
}

std::vector<std::string> common_hosts(const Route& a, const Route& b) {
  std::set<std::string> out;
  for (const std::string& one : host_keys(a)) {
    for (const std::string& other : host_keys(b)) {
      if (lies_within(one, other)) {
        out.insert(one);
      } else if (lies_within(other, one)) {
        out.insert(other);
      }
    }
  }
  return {out.begin(), out.end()};
}

std::optional<PathTemplate> common_template(const PathTemplate& a, const PathTemplate& b) {
  PathTemplate out;
  const size_t longest = std::max(a.segments.size(), b.segments.size());
  for (size_t i = 0; i < longest; ++i) {
    const Slot one = slot(a, i);
    const Slot other = slot(b, i);
    if (one == Slot::kNone || other == Slot::kNone) return std::nullopt;
    const bool is_literal = one == Slot::kLiteral || other == Slot::kLiteral;
    const bool is_param = one == Slot::kParam || other == Slot::kParam;
    const PathTemplate& said = one == Slot::kLiteral || other == Slot::kFree ? a : b;
    const config::Segment& segment = said.segments[i];
    if (is_literal && is_param && segment.text.empty()) return std::nullopt;
    if (one == Slot::kLiteral && other == Slot::kLiteral && segment.text != b.segments[i].text) {
      return std::nullopt;
    }
    out.segments.push_back(segment);
  }
  const Slot one = slot(a, longest);
  const Slot other = slot(b, longest);
  if ((one == Slot::kFree) != (other == Slot::kFree)) {
    // A wildcard takes a slash of its own, which the other one has as a segment or not at all.
    const PathTemplate& wild = one == Slot::kFree ? a : b;
    if (wild.segments.size() >= longest) return std::nullopt;
  }
  if (one == Slot::kFree && other == Slot::kFree) out.rest = "";
  return out;
}

std::vector<std::string> common_methods(const Route& a, const Route& b, const FreshWords& fresh) {
  if (a.methods.empty() && b.methods.empty()) return {fresh.method};
  const Route& named = a.methods.empty() ? b : a;
  const Route& other = a.methods.empty() ? a : b;
  std::vector<std::string> out = generic_methods(named, fresh);
  std::erase_if(out, [&](const std::string& method) { return !takes_method(other, method); });
  return out;
}

}  // namespace gw::analyze
