#include "engine/rewrite.hpp"

namespace gw::engine {

void append_target(std::string& out, const RoutePlan& route, const EndpointPlan& endpoint,
                   const Match& match, const http::RequestHead& head) {
  if (route.upstream_path) {
    out += *route.upstream_path;
    if (route.path_has_rest && !match.remainder.empty()) {
      if (!out.ends_with('/')) out += '/';
      out += match.remainder;
    }
  } else {
    out += endpoint.base_path;
    out += head.path;
  }
  if (head.has_query) {
    out += '?';
    out += head.query;
  }
}

}  // namespace gw::engine
