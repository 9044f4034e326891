#include "analyze/guards.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <string>
#include <utility>

#include "base/text.hpp"
#include "config/path_template.hpp"
#include "http/chars.hpp"
#include "http/target.hpp"

namespace gw::analyze {
namespace {

using config::Route;
using Seed = Guards::Seed;

constexpr size_t kMaxPathBytes = 8 * 1024;
constexpr std::string_view kHex = "0123456789ABCDEF";
constexpr std::array kVariations{
    Variation::kCase,   Variation::kTrailingSlash, Variation::kParameter, Variation::kEscape,
    Variation::kMethod, Variation::kHead,          Variation::kHost};

// Where the first literal of the route's path that `wanted` likes stands in its generic path.
template <class Predicate>
std::optional<size_t> place_in_literals(const Route& route, const std::string& path,
                                        const Predicate& wanted) {
  size_t begin = 1;
  for (const config::Segment& segment : route.path.segments) {
    const size_t end = std::min(path.find('/', begin), path.size());
    for (size_t i = begin; i < end && !segment.is_param; ++i) {
      if (wanted(path[i]) && (i < 2 || path[i - 2] != '%') && path[i - 1] != '%') return i;
    }
    begin = end + 1;
  }
  return std::nullopt;
}

bool is_letter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

std::optional<std::string> varied(const Route& route, std::string path, Variation variation) {
  switch (variation) {
    case Variation::kCase: {
      const auto at = place_in_literals(route, path, is_letter);
      if (!at) return std::nullopt;
      path[*at] = static_cast<char>(path[*at] ^ 0x20);
      return path;
    }
    case Variation::kTrailingSlash:
      if (path == "/") return std::nullopt;
      if (!path.ends_with('/')) return path + '/';
      path.pop_back();
      return path;
    case Variation::kParameter: {
      const auto at = place_in_literals(route, path, [](char) { return true; });
      if (!at) return std::nullopt;
      return path.insert(std::min(path.find('/', *at), path.size()), ";x");
    }
    case Variation::kEscape: {
      const auto at = place_in_literals(
          route, path, [](char c) { return c != '%' && !http::is(c, http::kUnreservedChar); });
      if (!at) return std::nullopt;
      const auto byte = static_cast<uint8_t>(path[*at]);
      return path.replace(*at, 1, {'%', kHex[byte >> 4], kHex[byte & 15]});
    }
    default:
      return path;
  }
}

// Whether the gateway takes the path as it stands.
bool is_canonical(const std::string& path) {
  std::array<char, kMaxPathBytes> scratch;
  const auto canonical = http::canonical_path(path, scratch);
  return canonical && *canonical == path;
}

// The path as a lenient upstream reads it: no case, no parameters, no slash at the end, escapes
// decoded.
std::string folded(std::string_view path) {
  std::string out;
  for (size_t i = 0; i < path.size(); ++i) {
    if (path[i] == ';') {
      i = std::min(path.find('/', i), path.size()) - 1;
    } else if (path[i] == '%' && i + 2 < path.size()) {
      out += static_cast<char>(http::hex_value(path[i + 1]) << 4 | http::hex_value(path[i + 2]));
      i += 2;
    } else {
      out += ascii_lower(path[i]);
    }
  }
  while (out.ends_with('/')) out.pop_back();
  return out;
}

std::string upstream_path(const Route& route, const std::string& path,
                          const std::string& remainder) {
  if (!route.replace_path) return folded(path);
  return folded(*route.replace_path + (route.replace_path->ends_with('/') ? "" : "/") + remainder);
}

// The usual methods that the route does not take, and those of the other one.
std::vector<std::string> other_methods(const Route& route, const Route& open) {
  std::vector<std::string> out{"GET", "POST", "PUT", "DELETE", "PATCH"};
  for (const auto& method : open.methods) out.push_back(method.value);
  std::erase_if(out, [&](const std::string& method) { return takes_method(route, method); });
  return out;
}

bool is_fallback(const Route& route, const Route& other) {
  return config::path_shape(route.path) != config::path_shape(other.path);
}

// For hosts that lie around the request's own, the nearest first, and for any.
std::vector<Witness> with_other_hosts(const FreshWords& fresh, const Witness& direct) {
  std::vector<Witness> out;
  const std::string& host = direct.host;
  if (host.empty()) return out;
  for (size_t dot = host.find('.', 1); dot != std::string::npos; dot = host.find('.', dot + 1)) {
    out.push_back(direct);
    out.back().host = host_of_key('*' + host.substr(dot), fresh);
  }
  out.push_back(direct);
  out.back().host = host_of_key("", fresh);
  return out;
}

std::vector<Witness> variants(const RouteSets& sets, const Route& route, const Route& open,
                              const Seed& seed, Variation variation) {
  const Witness& direct = seed.direct;
  if (variation == Variation::kHost) return with_other_hosts(sets.fresh(), direct);
  std::vector<Witness> out;
  const auto add_path = [&](const std::string& path) {
    if (!is_canonical(path)) return;
    out.push_back(direct);
    out.back().path = path;
  };
  const auto add_method = [&](const std::string& method) {
    out.push_back(direct);
    out.back().method = method;
  };
  if (variation == Variation::kHead) {
    if (direct.method == "GET") add_method("HEAD");
  } else if (variation == Variation::kMethod) {
    for (const std::string& method : other_methods(route, open)) add_method(method);
  } else {
    if (const auto path = varied(route, direct.path, variation)) add_path(*path);
    if (variation == Variation::kCase && seed.spelled != direct.path) add_path(seed.spelled);
  }
  return out;
}

// The template as a lenient upstream reads it.
config::PathTemplate folded(const config::PathTemplate& path) {
  config::PathTemplate out = path;
  for (config::Segment& segment : out.segments) {
    if (!segment.is_param) segment.text = folded(segment.text);
  }
  if (!out.rest && !out.segments.empty() && out.segments.back().text.empty()) {
    out.segments.pop_back();
  }
  return out;
}

// A path of `first`, with the literals of `second` where that leaves it open.
std::string merged(const Route& first, const Route& second, const FreshWords& fresh) {
  const auto& mine = first.path.segments;
  const auto& theirs = second.path.segments;
  const size_t reach = theirs.size() + (second.path.rest ? 1 : 0);
  const size_t longest = first.path.rest ? std::max(mine.size() + 1, reach) : mine.size();
  std::string out;
  for (size_t i = 0; i < longest; ++i) {
    out += '/';
    if (i < mine.size() && !mine[i].is_param) {
      out += mine[i].text;
    } else if (i < theirs.size()) {
      out += theirs[i].is_param ? fresh.segment : theirs[i].text;
    } else if (i < mine.size()) {
      out += fresh.segment;
    }
  }
  return out;
}

// The path in the letters of `route`, wherever that takes the same segments in others.
std::string spelled_by(const Route& route, const std::string& path) {
  std::string out = path;
  size_t begin = 1;
  for (const config::Segment& segment : route.path.segments) {
    if (begin > out.size()) break;
    const size_t end = std::min(out.find('/', begin), out.size());
    if (!segment.is_param && equals_ignoring_case(out.substr(begin, end - begin), segment.text)) {
      out.replace(begin, end - begin, segment.text);
    }
    begin = end + 1;
  }
  return out;
}

// A value for each name that meets the conditions of both; false where there is none.
bool meet_conditions(RouteSets& sets, const Route& route, const Route& open, Witness& out) {
  for (const NameConditions& name : conditions_of({&route, &open})) {
    const ValueCases& cases = sets.cases(name);
    if (!cases) return false;
    const uint64_t all = bits_of(name, route) | bits_of(name, open);
    const auto meets = [&](const ValueCase& one) { return (one.holds & all) == all; };
    const auto found = std::find_if(cases->begin(), cases->end(), meets);
    if (found == cases->end()) return false;
    set_value(out, name, found->value);
  }
  return true;
}

std::vector<std::string> methods_of(const Route& route, const Route& open) {
  const auto& named = route.methods.empty() ? open.methods : route.methods;
  std::vector<std::string> out;
  for (const auto& method : named) out.push_back(method.value);
  if (out.empty()) out.emplace_back("GET");
  return out;
}

// Requests of the route, of every host and method, that come as near to the open one as can be.
std::vector<Seed> seeds_of(RouteSets& sets, const Route& route, const Route& open) {
  Witness request;
  request.path = merged(route, open, sets.fresh());
  std::vector<Seed> out;
  if (!meet_conditions(sets, route, open, request)) return out;
  const std::string spelled = spelled_by(open, request.path);
  for (const std::string& host : common_hosts(route, open)) {
    request.host = host_of_key(host, sets.fresh());
    for (const std::string& method : methods_of(route, open)) {
      request.method = method;
      out.push_back({request, spelled});
    }
  }
  return out;
}

// What lint tells of two bypasses by one variation: not those through a route for every path, and
// what goes around credentials before what goes around limits.
int weight(const RouteSets& sets, const Bypass& one) {
  return (sets.route(one.through).path.segments.empty() ? 0 : 2) + (one.without_auth ? 1 : 0);
}

}  // namespace

bool is_guarded(const Route& route) {
  return route.service && (route.auth_required.value || !route.limits.empty());
}

Guards::Guards(RouteSets& sets, const engine::RouteTable& table, size_t looks)
    : sets_(sets), table_(table), looks_(looks) {
  const std::vector<Route>& routes = sets.config().routes;
  paths_.reserve(routes.size());
  for (size_t i = 0; i < routes.size(); ++i) {
    paths_.push_back({folded(routes[i].path), {}});
    Paths& path = paths_.back();
    path.without_rest = path.whole;
    path.without_rest.rest.reset();
    if (!routes[i].service) continue;
    const auto add = [&](PathTree& tree) {
      tree.add(path.whole, i);
      if (path.whole.rest) tree.add(path.without_rest, i);
    };
    if (!routes[i].auth_required.value) add(without_auth_[*routes[i].service]);
    if (routes[i].limits.empty()) add(without_limit_[*routes[i].service]);
  }
}

// The route itself, for what varies it alone, and the less guarded ones that may take its paths.
std::vector<size_t> Guards::open_routes(size_t route) const {
  const Route& guarded = sets_.route(route);
  std::vector<size_t> out;
  const auto add = [&](const std::map<size_t, PathTree>& trees) {
    const auto tree = trees.find(*guarded.service);
    if (tree == trees.end()) return;
    const std::vector<size_t> more = tree->second.meeting(paths_[route].whole, kMaxNodes);
    out.insert(out.end(), more.begin(), more.end());
  };
  if (guarded.auth_required.value) add(without_auth_);
  if (!guarded.limits.empty()) add(without_limit_);
  std::sort(out.begin(), out.end());
  out.erase(std::unique(out.begin(), out.end()), out.end());
  out.insert(out.begin(), route);
  return out;
}

Outcome Guards::look(const Witness& request) {
  --left_;
  if (looks_ > 0) --looks_;
  return replay(table_, request);
}

bool Guards::leads_around(Bypass& found, const std::string& wanted) {
  const Route& guarded = sets_.route(found.route);
  const Outcome taken = look(found.variant);
  if (taken.outcome != engine::MatchOutcome::kMatched || taken.route == found.route) return false;
  found.through = taken.route;
  const Route& other = sets_.route(taken.route);
  if (found.variation == Variation::kMethod && !is_fallback(guarded, other)) return false;
  found.without_auth = guarded.auth_required.value && !other.auth_required.value;
  found.without_limit =
      found.variation != Variation::kHost && !guarded.limits.empty() && other.limits.empty();
  if (!found.without_auth && !found.without_limit) return false;
  return other.service == guarded.service &&
         upstream_path(other, found.variant.path, taken.remainder) == wanted;
}

// The weightiest among the variants of the seed.
std::optional<Bypass> Guards::way_around(size_t route, const Route& open, const Seed& seed,
                                         Variation variation, const std::string& wanted) {
  std::optional<Bypass> out;
  for (Witness& variant : variants(sets_, sets_.route(route), open, seed, variation)) {
    if (is_spent()) break;
    Bypass found{route, 0, variation, false, false, seed.direct, std::move(variant)};
    if (!leads_around(found, wanted)) continue;
    if (!out || weight(sets_, found) > weight(sets_, *out)) out = std::move(found);
  }
  return out;
}

std::vector<Bypass> Guards::find(size_t route) {
  const Route& guarded = sets_.route(route);
  const int most = guarded.auth_required.value ? 3 : 2;
  std::map<Variation, Bypass> out;
  left_ = kRequestsPerGuard;
  for (const size_t other : open_routes(route)) {
    const Route& open = sets_.route(other);
    for (const Seed& seed : seeds_of(sets_, guarded, open)) {
      if (is_spent()) break;
      const Outcome own = look(seed.direct);
      if (!own.is(route)) continue;
      const std::string wanted = upstream_path(guarded, seed.direct.path, own.remainder);
      for (const Variation variation : kVariations) {
        const auto known = out.find(variation);
        const int least = known == out.end() ? -1 : weight(sets_, known->second);
        if (least == most) continue;
        std::optional<Bypass> found = way_around(route, open, seed, variation, wanted);
        if (found && weight(sets_, *found) > least) {
          out.insert_or_assign(variation, std::move(*found));
        }
      }
    }
  }
  sets_.trim();
  std::vector<Bypass> list;
  list.reserve(out.size());
  for (auto& [variation, bypass] : out) list.push_back(std::move(bypass));
  return list;
}

}  // namespace gw::analyze
