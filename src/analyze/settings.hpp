// One configuration as it is compared with another: its values, where they are written, and which
// routes share what is shared.
#pragma once

#include <cstddef>
#include <initializer_list>
#include <optional>
#include <string_view>
#include <vector>

#include "analyze/change.hpp"
#include "config/config.hpp"
#include "config/load.hpp"
#include "config/places.hpp"

namespace gw::analyze {

class Settings {
 public:
  // Of a configuration without errors, which outlives it. `pair_of` gives each route the number
  // that its pair has too, if it has one.
  Settings(const config::Loaded& loaded, std::vector<std::optional<size_t>> pair_of);

  const SourceText& source;
  const config::Config& config;
  const config::Places places;

  const config::Route& route(size_t index) const { return config.routes[index]; }
  // Null for a route that gw answers itself.
  const config::Service* service_of(size_t route) const;
  WrittenAt at(Span span) const { return written_at(source, span); }
  // The key as the route goes by it.
  WrittenAt at(size_t route, std::initializer_list<std::string_view> path) const;
  // The key of the top, or of `gateway`.
  WrittenAt at_top(std::string_view key) const;

  // Who else uses a shared limit, or the service of a route, by the numbers of pairs: routes
  // without a pair are nobody, so that a further route is no change to the others.
  Field sharing_of_pool(size_t pool, size_t route) const;
  Field sharing_of_service(size_t route) const;

 private:
  Field sharing(const std::vector<size_t>& users, size_t route) const;

  std::vector<std::optional<size_t>> pair_of_;
  std::vector<std::vector<size_t>> pool_users_;     // routes, by pool
  std::vector<std::vector<size_t>> service_users_;  // routes, by service
};

}  // namespace gw::analyze
