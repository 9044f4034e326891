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

constexpr size_t kMaxPathBytes = 8 * 1024;
constexpr std::string_view kHex = "0123456789ABCDEF";

// A request of the route alone, as far as its conditions can be met.
std::optional<Witness> plain_request(RouteSets& sets, const Route& route) {
  Witness out;
  out.host = host_of_key(host_keys(route).front(), sets.fresh());
  out.path = generic_path(route.path, sets.fresh(), "");
  out.method = route.methods.empty() ? "GET" : route.methods.front().value;
  for (const NameConditions& name : conditions_of({&route})) {
    const ValueCases& cases = sets.cases(name);
    if (!cases) return std::nullopt;
    const uint64_t all = bits_of(name, route);
    const auto meets = [&](const ValueCase& one) { return (one.holds & all) == all; };
    const auto found = std::find_if(cases->begin(), cases->end(), meets);
    if (found == cases->end()) return std::nullopt;
    set_value(out, name, found->value);
  }
  return out;
}

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

// A method that the route does not take.
std::optional<std::string> other_method(const Route& route) {
  for (const char* method : {"GET", "POST", "PUT", "DELETE", "PATCH"}) {
    if (!takes_method(route, method)) return method;
  }
  return std::nullopt;
}

bool is_fallback(const Route& route, const Route& other) {
  return config::path_shape(route.path) != config::path_shape(other.path);
}

// For hosts that lie around the route's own, the nearest first, and for any.
std::vector<Witness> with_other_hosts(const FreshWords& fresh, const Witness& direct,
                                      const std::string& host) {
  std::vector<Witness> out;
  if (host.empty()) return out;
  for (size_t dot = host.find('.', 1); dot != std::string::npos; dot = host.find('.', dot + 1)) {
    out.push_back(direct);
    out.back().host = host_of_key('*' + host.substr(dot), fresh);
  }
  out.push_back(direct);
  out.back().host = host_of_key("", fresh);
  return out;
}

std::vector<Witness> variants(const RouteSets& sets, const Route& route, const Witness& direct,
                              Variation variation) {
  Witness out = direct;
  if (variation == Variation::kHost) {
    return with_other_hosts(sets.fresh(), direct, host_keys(route).front());
  }
  if (variation == Variation::kHead) {
    if (direct.method != "GET") return {};
    out.method = "HEAD";
  } else if (variation == Variation::kMethod) {
    const std::optional<std::string> method = other_method(route);
    if (!method) return {};
    out.method = *method;
  } else {
    const std::optional<std::string> path = varied(route, direct.path, variation);
    if (!path || !is_canonical(*path)) return {};
    out.path = *path;
  }
  return {out};
}

}  // namespace

bool is_guarded(const Route& route) {
  return route.service && (route.auth_required.value || !route.limits.empty());
}

std::vector<Bypass> find_bypasses(RouteSets& sets, const engine::RouteTable& table, size_t route) {
  const Route& guarded = sets.route(route);
  std::vector<Bypass> out;
  if (!is_guarded(guarded)) return out;
  const std::optional<Witness> direct = plain_request(sets, guarded);
  if (!direct) return out;
  const Outcome own = replay(table, *direct);
  if (!own.is(route)) return out;
  const std::string wanted = upstream_path(guarded, direct->path, own.remainder);
  const auto leads_around = [&](Bypass& found) {
    const Outcome taken = replay(table, found.variant);
    if (taken.outcome != engine::MatchOutcome::kMatched || taken.route == route) return false;
    found.through = taken.route;
    const Route& other = sets.route(taken.route);
    if (found.variation == Variation::kMethod && !is_fallback(guarded, other)) return false;
    found.without_auth = guarded.auth_required.value && !other.auth_required.value;
    found.without_limit =
        found.variation != Variation::kHost && !guarded.limits.empty() && other.limits.empty();
    if (!found.without_auth && !found.without_limit) return false;
    return other.service == guarded.service &&
           upstream_path(other, found.variant.path, taken.remainder) == wanted;
  };
  for (const Variation variation :
       {Variation::kCase, Variation::kTrailingSlash, Variation::kParameter, Variation::kEscape,
        Variation::kMethod, Variation::kHead, Variation::kHost}) {
    for (Witness& variant : variants(sets, guarded, *direct, variation)) {
      Bypass found{route, 0, variation, false, false, *direct, std::move(variant)};
      if (!leads_around(found)) continue;
      out.push_back(std::move(found));
      break;
    }
  }
  return out;
}

}  // namespace gw::analyze
