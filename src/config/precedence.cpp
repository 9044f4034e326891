#include "config/precedence.hpp"

#include <algorithm>

namespace gw::config {

bool takes_host(const HostPattern& pattern, std::string_view host) {
  if (!pattern.wildcard) return host == pattern.text;
  return host.size() > pattern.text.size() && host.ends_with(pattern.text);
}

std::optional<size_t> host_rank(const Route& route, std::string_view host) {
  if (route.hosts.empty()) return 0;
  std::optional<size_t> best;
  for (const HostPattern& pattern : route.hosts) {
    if (!takes_host(pattern, host)) continue;
    const size_t rank = pattern.wildcard ? pattern.text.size() : SIZE_MAX;
    best = std::max(best.value_or(0), rank);
  }
  return best;
}

PathPiece piece_at(const PathTemplate& path, size_t i) {
  if (i < path.segments.size()) {
    return path.segments[i].is_param ? PathPiece::kParam : PathPiece::kLiteral;
  }
  return path.rest ? PathPiece::kWildcard : PathPiece::kEnd;
}

std::optional<size_t> first_difference(const PathTemplate& a, const PathTemplate& b) {
  const size_t longest = std::max(a.segments.size(), b.segments.size());
  for (size_t i = 0; i <= longest; ++i) {
    if (piece_at(a, i) != piece_at(b, i)) return i;
  }
  return std::nullopt;
}

size_t condition_count(const Route& route) {
  return route.headers.size() + route.query.size();
}

std::optional<int> method_rank(const Route& route, std::string_view method) {
  const auto names = [&](std::string_view wanted) {
    return std::ranges::find(route.methods, wanted, &Located<std::string>::value) !=
           route.methods.end();
  };
  if (route.methods.empty()) return 2;
  if (names(method)) return 0;
  if (method == "HEAD" && names("GET")) return 1;
  return std::nullopt;
}

}  // namespace gw::config
