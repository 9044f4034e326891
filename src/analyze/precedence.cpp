#include "analyze/precedence.hpp"

#include <algorithm>

#include "analyze/sets.hpp"

namespace gw::analyze {
namespace {

using config::PathTemplate;
using config::Route;

// Longer is better.
size_t host_rank(const Route& route, const std::string& host) {
  size_t best = 0;
  for (const config::HostPattern& pattern : route.hosts) {
    if (!takes_host(pattern, host)) continue;
    best = std::max(best, pattern.wildcard ? pattern.text.size() : std::string::npos);
  }
  return best;
}

int kind(const PathTemplate& path, size_t i) {
  if (i < path.segments.size()) return path.segments[i].is_param ? 1 : 0;
  return path.rest ? 2 : 3;
}

}  // namespace

size_t condition_count(const Route& route) {
  return route.headers.size() + route.query.size();
}

int compare_paths(const PathTemplate& a, const PathTemplate& b) {
  const size_t longest = std::max(a.segments.size(), b.segments.size());
  for (size_t i = 0; i <= longest; ++i) {
    if (kind(a, i) != kind(b, i)) return kind(a, i) - kind(b, i);
  }
  return 0;
}

int method_rank(const Route& route, std::string_view method) {
  const auto is_it = [&](const auto& named) { return named.value == method; };
  if (std::any_of(route.methods.begin(), route.methods.end(), is_it)) return 0;
  return route.methods.empty() ? 2 : 1;
}

Preference preferred(const config::Config& config, size_t a, size_t b, const Witness& request) {
  const Route& one = config.routes[a];
  const Route& other = config.routes[b];
  const auto decide = [&](bool first, DecidedBy by) { return Preference{first ? a : b, by}; };
  const size_t host = host_rank(one, request.host);
  const size_t other_host = host_rank(other, request.host);
  if (host != other_host) return decide(host > other_host, DecidedBy::kHost);
  const int path = compare_paths(one.path, other.path);
  if (path != 0) return decide(path < 0, DecidedBy::kPath);
  const size_t conditions = condition_count(one);
  const size_t other_conditions = condition_count(other);
  if (conditions != other_conditions) {
    return decide(conditions > other_conditions, DecidedBy::kConditions);
  }
  const int method = method_rank(one, request.method);
  const int other_method = method_rank(other, request.method);
  if (method != other_method) return decide(method < other_method, DecidedBy::kMethod);
  return decide(a < b, DecidedBy::kFileOrder);
}

}  // namespace gw::analyze
