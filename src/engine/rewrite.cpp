#include "engine/rewrite.hpp"

namespace gw::engine {

std::string upstream_path(const RoutePlan& route, std::string_view base_path,
                          std::string_view remainder, std::string_view path) {
  std::string out(base_path);
  if (!route.upstream_path) {
    out += path;
  } else {
    out += *route.upstream_path;
    if (!remainder.empty()) {
      if (!out.ends_with('/')) out += '/';
      out += remainder;
    }
  }
  if (out.empty()) out = "/";
  return out;
}

}  // namespace gw::engine
