#include "policy/balancer.hpp"

#include <algorithm>

#include "base/check.hpp"
#include "base/hash.hpp"
#include "base/text.hpp"

namespace gw::policy {
namespace {

constexpr HashKey kPublicKey{0x676174657761792D, 0x62616C616E63652D};

Result<void> check_ring(std::span<const BalancedEndpoint> endpoints) {
  int64_t weight = 0;
  std::vector<std::string_view> names;
  for (const BalancedEndpoint& endpoint : endpoints) {
    weight += endpoint.weight;
    names.push_back(endpoint.name);
  }
  if (weight > kMaxRingWeight) {
    return failure("the weights of a consistent hash may add up to " +
                   std::to_string(kMaxRingWeight) + ", not " + std::to_string(weight));
  }
  std::sort(names.begin(), names.end());
  const auto twice = std::adjacent_find(names.begin(), names.end());
  if (twice == names.end()) return {};
  return failure("the endpoint '" + printable(*twice) + "' comes twice in a consistent hash");
}

}  // namespace

Result<void> check(Balance balance, std::span<const BalancedEndpoint> endpoints) {
  for (const BalancedEndpoint& endpoint : endpoints) {
    if (endpoint.weight >= 1 && endpoint.weight <= kMaxWeight) continue;
    return failure("the weight of '" + printable(endpoint.name) + "' must be 1 to " +
                   std::to_string(kMaxWeight) + ", not " + std::to_string(endpoint.weight));
  }
  if (balance == Balance::kConsistentHash) return check_ring(endpoints);
  return {};
}

uint64_t balance_hash(std::string_view bytes) {
  return keyed_hash(kPublicKey, bytes);
}

Balancer::Balancer(Balance balance, std::span<const BalancedEndpoint> endpoints)
    : balance_(balance) {
  for (const BalancedEndpoint& endpoint : endpoints) {
    const auto index = static_cast<uint32_t>(endpoints_.size());
    endpoints_.push_back({.weight = endpoint.weight});
    if (balance != Balance::kConsistentHash) continue;
    const uint64_t seed = balance_hash(endpoint.name);
    for (int32_t i = 0; i < endpoint.weight * kPointsPerWeight; ++i) {
      ring_.push_back({mix(seed, static_cast<uint64_t>(i)), index});
    }
  }
  std::sort(ring_.begin(), ring_.end());
}

std::optional<uint32_t> Balancer::pick(std::span<const uint8_t> eligible, uint64_t hash) {
  GW_CHECK(eligible.size() == endpoints_.size());
  switch (balance_) {
    case Balance::kRoundRobin:
      return next_in_turn(eligible);
    case Balance::kSmoothWeighted:
      return smoothest(eligible);
    case Balance::kLeastConnections:
      return least_loaded(eligible);
    case Balance::kConsistentHash:
      return on_ring(eligible, hash);
  }
  return std::nullopt;
}

void Balancer::started(uint32_t index) {
  ++endpoints_[index].in_flight;
}

void Balancer::ended(uint32_t index) {
  GW_CHECK(endpoints_[index].in_flight > 0);
  --endpoints_[index].in_flight;
}

uint64_t Balancer::digest() const {
  bool touched = turn_ != 0;
  uint64_t hash = turn_;
  for (const Endpoint& endpoint : endpoints_) {
    touched = touched || endpoint.current != 0 || endpoint.in_flight != 0;
    hash = mix(hash, static_cast<uint64_t>(endpoint.current));
    hash = mix(hash, static_cast<uint64_t>(endpoint.in_flight));
  }
  return touched ? hash : 0;
}

std::optional<uint32_t> Balancer::next_in_turn(std::span<const uint8_t> eligible) {
  const auto count = static_cast<uint32_t>(eligible.size());
  for (uint32_t step = 0; step < count; ++step) {
    const uint32_t index = (turn_ + step) % count;
    if (eligible[index] == 0) continue;
    turn_ = (index + 1) % count;
    return index;
  }
  return std::nullopt;
}

// As ngx_http_upstream_get_peer of nginx: everybody gains its weight, the richest is
// picked and pays the sum. Those not eligible neither gain nor pay.
std::optional<uint32_t> Balancer::smoothest(std::span<const uint8_t> eligible) {
  std::optional<uint32_t> best;
  int64_t total = 0;
  for (uint32_t i = 0; i < endpoints_.size(); ++i) {
    if (eligible[i] == 0) continue;
    endpoints_[i].current += endpoints_[i].weight;
    total += endpoints_[i].weight;
    if (!best || endpoints_[i].current > endpoints_[*best].current) best = i;
  }
  if (best) endpoints_[*best].current -= total;
  return best;
}

// Ties go round: else idle endpoints would leave everything to the first one.
std::optional<uint32_t> Balancer::least_loaded(std::span<const uint8_t> eligible) {
  const auto less = [](const Endpoint& a, const Endpoint& b) {
    return (a.in_flight + 1) * b.weight < (b.in_flight + 1) * a.weight;
  };
  const auto count = static_cast<uint32_t>(eligible.size());
  std::optional<uint32_t> best;
  for (uint32_t step = 0; step < count; ++step) {
    const uint32_t index = (turn_ + step) % count;
    if (eligible[index] == 0) continue;
    if (!best || less(endpoints_[index], endpoints_[*best])) best = index;
  }
  if (best) turn_ = (*best + 1) % count;
  return best;
}

std::optional<uint32_t> Balancer::on_ring(std::span<const uint8_t> eligible, uint64_t hash) const {
  const auto first = std::lower_bound(ring_.begin(), ring_.end(), Point{hash, 0});
  const auto start = static_cast<size_t>(first - ring_.begin());
  for (size_t step = 0; step < ring_.size(); ++step) {
    const Point& point = ring_[(start + step) % ring_.size()];
    if (eligible[point.index] != 0) return point.index;
  }
  return std::nullopt;
}

}  // namespace gw::policy
