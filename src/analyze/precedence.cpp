#include "analyze/precedence.hpp"

#include "config/precedence.hpp"

namespace gw::analyze {

using config::Route;

Preference preferred(const config::Config& config, size_t a, size_t b, const Witness& request) {
  const Route& one = config.routes[a];
  const Route& other = config.routes[b];
  const auto decide = [&](bool first, DecidedBy by) { return Preference{first ? a : b, by}; };
  const auto host = host_rank(one, request.host);
  const auto other_host = host_rank(other, request.host);
  if (host != other_host) return decide(host > other_host, DecidedBy::kHost);
  if (const auto at = first_difference(one.path, other.path)) {
    return decide(piece_at(one.path, *at) < piece_at(other.path, *at), DecidedBy::kPath);
  }
  const size_t conditions = condition_count(one);
  const size_t other_conditions = condition_count(other);
  if (conditions != other_conditions) {
    return decide(conditions > other_conditions, DecidedBy::kConditions);
  }
  const auto method = method_rank(one, request.method);
  const auto other_method = method_rank(other, request.method);
  if (method != other_method) return decide(method < other_method, DecidedBy::kMethod);
  return decide(a < b, DecidedBy::kFileOrder);
}

}  // namespace gw::analyze
