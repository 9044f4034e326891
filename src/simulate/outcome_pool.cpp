#include "simulate/outcome_pool.hpp"

#include <algorithm>

#include "base/draw.hpp"

namespace gw::simulate {

OutcomePool::OutcomePool(const engine::Plan& plan, uint32_t per_route)
    : per_route_(per_route),
      counts_(plan.routes.size()),
      outcomes_(plan.routes.size() * size_t{per_route}) {
  for (const engine::RoutePlan& route : plan.routes) services_.push_back(route.service);
}

uint32_t OutcomePool::source_for(uint32_t route) const {
  if (counts_[route] > 0) return route;
  uint32_t any = engine::kNone;
  for (uint32_t other = 0; other < counts_.size(); ++other) {
    if (counts_[other] == 0) continue;
    if (services_[other] == services_[route]) return other;
    if (any == engine::kNone) any = other;
  }
  return any;
}

std::optional<UpstreamOutcome> OutcomePool::sample(uint32_t route, uint64_t number) const {
  const uint32_t source = source_for(route);
  if (source == engine::kNone) return std::nullopt;
  const uint64_t kept = std::min<uint64_t>(counts_[source], per_route_);
  const uint64_t packed = outcomes_[source * size_t{per_route_} + draw_below(number, kept)];
  return UpstreamOutcome{static_cast<uint16_t>(packed & 0xFFFF),
                         static_cast<int64_t>(packed >> 16)};
}

}  // namespace gw::simulate
