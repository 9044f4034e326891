#include "analyze/settings.hpp"

#include <algorithm>
#include <set>
#include <utility>

namespace gw::analyze {

Settings::Settings(const config::Loaded& loaded, std::vector<std::optional<size_t>> pair_of)
    : source(loaded.source),
      config(loaded.config),
      places(*loaded.tree, loaded.config),
      pair_of_(std::move(pair_of)),
      pool_users_(loaded.config.pools.size()),
      service_users_(loaded.config.services.size()) {
  for (size_t i = 0; i < config.routes.size(); ++i) {
    for (const config::LimitUse& use : config.routes[i].limits) {
      const auto* pool = std::get_if<config::PoolUse>(&use);
      if (pool != nullptr) pool_users_[pool->pool].push_back(i);
    }
    if (config.routes[i].service) service_users_[*config.routes[i].service].push_back(i);
  }
}

const config::Service* Settings::service_of(size_t route) const {
  const auto service = config.routes[route].service;
  return service ? &config.services[*service] : nullptr;
}

WrittenAt Settings::at(size_t route, std::initializer_list<std::string_view> path) const {
  const config::Place place = places.find(route, path);
  return place.entry == nullptr ? WrittenAt{} : at(place.entry->key_span);
}

WrittenAt Settings::at_top(std::string_view key) const {
  const config::Entry* entry = places.top(key);
  return entry == nullptr ? WrittenAt{} : at(entry->key_span);
}

Field Settings::sharing_of_pool(size_t pool, size_t route) const {
  return sharing(pool_users_[pool], route);
}

Field Settings::sharing_of_service(size_t route) const {
  return sharing(service_users_[*config.routes[route].service], route);
}

Field Settings::sharing(const std::vector<size_t>& users, size_t route) const {
  std::set<size_t> others;
  for (const size_t user : users) {
    if (user != route && pair_of_[user]) others.insert(*pair_of_[user]);
  }
  std::string exact = "=";
  for (const size_t other : others) exact += std::to_string(other) + ' ';
  if (others.empty()) return {"", "of its own", exact};
  return {"", "shared by " + std::to_string(others.size() + 1) + " routes", exact};
}

}  // namespace gw::analyze
