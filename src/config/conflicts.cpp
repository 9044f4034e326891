#include "config/conflicts.hpp"

#include <algorithm>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "config/path_template.hpp"

namespace gw::config {
namespace {

// Whether no value can meet both. Two different patterns count as apart: only their author knows.
bool exclude_each_other(const FieldMatch& a, const FieldMatch& b) {
  const auto matches_prefix = [](const FieldMatch& value, const FieldMatch& prefix) {
    return value.text.starts_with(prefix.text);
  };
  if (a.kind > b.kind) return exclude_each_other(b, a);
  if (b.kind == MatchKind::kAbsent) return a.kind != MatchKind::kAbsent;
  if (b.kind == MatchKind::kPresent) return false;
  if (b.kind == MatchKind::kRegex) return a.kind != MatchKind::kRegex || a.text != b.text;
  if (b.kind == MatchKind::kPrefix) {
    return !matches_prefix(a, b) && !(a.kind == MatchKind::kPrefix && matches_prefix(b, a));
  }
  return a.text != b.text;
}

bool any_exclusion(std::span<const FieldMatch> a, std::span<const FieldMatch> b) {
  return std::any_of(a.begin(), a.end(), [&](const FieldMatch& one) {
    return std::any_of(b.begin(), b.end(), [&](const FieldMatch& other) {
      return one.name == other.name && exclude_each_other(one, other);
    });
  });
}

bool conflict(const Route& a, const Route& b) {
  if (a.headers.size() + a.query.size() != b.headers.size() + b.query.size()) return false;
  return !any_exclusion(a.headers, b.headers) && !any_exclusion(a.query, b.query);
}

// What must be equal for two routes to be rivals, once for each host and method of the route.
std::vector<std::string> arenas(const Route& route) {
  std::vector<std::string> hosts;
  hosts.reserve(route.hosts.size());
  for (const HostPattern& host : route.hosts) {
    hosts.push_back((host.wildcard ? "*" : "") + host.text);
  }
  if (hosts.empty()) hosts.emplace_back();
  std::vector<std::string> out;
  const std::string shape = path_shape(route.path);
  const auto add = [&](const std::string& host, const std::string& method) {
    out.push_back(host + '\n' + method + '\n' + shape);
  };
  for (const std::string& host : hosts) {
    for (const Located<std::string>& method : route.methods) add(host, method.value);
    if (route.methods.empty()) add(host, "");
  }
  return out;
}

}  // namespace

void find_conflicts(std::span<const Route> routes, Problems& problems) {
  std::map<std::string, std::vector<const Route*>> rivals_by_arena;
  for (const Route& route : routes) {
    if (route.path.text.empty()) continue;  // its path was refused
    const Route* rival = nullptr;
    for (const std::string& arena : arenas(route)) {
      std::vector<const Route*>& rivals = rivals_by_arena[arena];
      if (rivals.size() == kMaxRivals) {
        problems.error(Code::kOutOfRange, route.path.span,
                       "more than " + std::to_string(kMaxRivals) +
                           " routes with the same path, host and method");
        return;
      }
      const auto found = std::find_if(rivals.begin(), rivals.end(), [&](const Route* other) {
        return other != &route && conflict(*other, route);
      });
      if (rival == nullptr && found != rivals.end()) rival = *found;
      rivals.push_back(&route);
    }
    if (rival == nullptr) continue;
    problems
        .error(Code::kConflictingRoutes, route.path.span,
               "the routes " + quoted(rival->name) + " and " + quoted(route.name) +
                   " match the same requests",
               "give them different methods, hosts or conditions")
        .notes.push_back({rival->path.span, "the other route"});
  }
}

}  // namespace gw::config
