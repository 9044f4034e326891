#include "config/conflicts.hpp"

#include <algorithm>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/text.hpp"
#include "config/path_template.hpp"
#include "http/secret_field.hpp"

namespace gw::config {
namespace {

// Whether no value can meet both. Two different patterns count as apart: only their author knows.
// So do two different texts of which a variable has to say some.
bool exclude_each_other(const FieldMatch& a, const FieldMatch& b) {
  if (a.unresolved || b.unresolved) return a.unresolved != b.unresolved || a.text != b.text;
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
    hosts.push_back(host.pattern());
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

bool same_matchers(const Route& a, const Route& b) {
  const auto same = [](const auto& one, const auto& other, auto&& equal) {
    return std::is_permutation(one.begin(), one.end(), other.begin(), other.end(), equal);
  };
  const auto same_field = [](const FieldMatch& one, const FieldMatch& other) {
    return one.name == other.name && one.kind == other.kind && one.text == other.text;
  };
  return same(a.headers, b.headers, same_field) && same(a.query, b.query, same_field) &&
         same(a.methods, b.methods,
              [](const auto& one, const auto& other) { return one.value == other.value; }) &&
         same(a.hosts, b.hosts, [](const HostPattern& one, const HostPattern& other) {
           return one.text == other.text && one.wildcard == other.wildcard;
         });
}

// Of conditions that do not exclude each other the narrower one by its name.
std::map<std::string_view, const FieldMatch*> narrowest(std::span<const FieldMatch> a,
                                                        std::span<const FieldMatch> b) {
  std::map<std::string_view, const FieldMatch*> out;
  const auto add = [&](const FieldMatch& one) {
    const FieldMatch*& best = out.try_emplace(one.name, &one).first->second;
    const bool longer = one.kind == best->kind && one.text.size() > best->text.size();
    if (one.kind < best->kind || longer) best = &one;
  };
  std::for_each(a.begin(), a.end(), add);
  std::for_each(b.begin(), b.end(), add);
  return out;
}

void add_field(std::string_view what, const FieldMatch& match, std::vector<std::string>& parts) {
  if (match.kind == MatchKind::kAbsent) return;
  const std::string text = printable(http::shown_value(match.name, match.text));
  std::string part = std::string(what) + " " + printable(match.name);
  if (match.kind == MatchKind::kRegex) {
    part += " that matches '" + text + "'";
  } else {
    part += match.kind == MatchKind::kPresent ? ": 1" : text.empty() ? " empty" : ": " + text;
  }
  parts.push_back(std::move(part));
}

// A request of the arena that meets the conditions of both: "GET /users/1 with query page: 2".
std::string shared_request(const Route& a, const Route& b, std::string_view arena) {
  const std::vector<std::string_view> host_and_method = split(arena, '\n');
  std::string host(host_and_method[0]);
  std::string out(host_and_method[1].empty() ? "GET" : host_and_method[1]);
  out += ' ';
  std::string path;
  for (const Segment& segment : a.path.segments)
    path += '/' + (segment.is_param ? "1" : segment.text);
  if (a.path.rest) path += "/1";
  out += path.substr(a.path.text.starts_with('/') ? 0 : 1);  // else it begins with a reference
  if (host.starts_with('*')) host.replace(0, 1, "any");
  std::vector<std::string> parts;
  if (!host.empty()) parts.push_back("host: " + host);
  for (const auto& [name, match] : narrowest(a.headers, b.headers))
    add_field("header", *match, parts);
  for (const auto& [name, match] : narrowest(a.query, b.query)) add_field("query", *match, parts);
  for (size_t i = 0; i < parts.size(); ++i) out += (i == 0 ? " with " : ", ") + parts[i];
  return out;
}

}  // namespace

void find_conflicts(std::span<const Route> routes, Problems& problems) {
  std::map<std::string, std::vector<const Route*>> rivals_by_arena;
  for (const Route& route : routes) {
    if (route.path.text.empty()) continue;  // it was refused
    const Route* rival = nullptr;
    std::string request;
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
      if (rival == nullptr && found != rivals.end()) {
        rival = *found;
        request = shared_request(*rival, route, arena);
      }
      rivals.push_back(&route);
    }
    if (rival == nullptr) continue;
    problems
        .error(Code::kConflictingRoutes, route.path.span,
               "the routes " + quoted(rival->name) + " and " + quoted(route.name) +
                   (same_matchers(*rival, route) ? " match the same requests, as " + request
                                                 : " overlap: both match " + request),
               "give them different methods, hosts or conditions")
        .notes.push_back({rival->path.span, "the other route"});
  }
}

}  // namespace gw::config
