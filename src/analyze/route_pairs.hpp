// Which route of one configuration is which of another, whatever both are called: those that take
// the same requests belong together, then those of the same name, then those of the same path.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "config/config.hpp"

namespace gw::analyze {

// Indices into Config::routes.
struct RoutePairs {
  std::vector<std::optional<size_t>> new_of;  // by route of the old configuration
  std::vector<std::optional<size_t>> old_of;  // by route of the new one
  std::vector<bool> same;  // by old route: its pair takes the same requests in the same rank
};

// Equal for routes that take the same requests and are preferred to others alike, but for the order
// of the file.
std::string requests_of(const config::Route& route);

RoutePairs pair_routes(const config::Config& before, const config::Config& after);

}  // namespace gw::analyze
