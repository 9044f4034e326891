// Which of a service's endpoints gets the next attempt. One small state for each service; endpoints
// are indices in the order of the configuration.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"

namespace gw::policy {

// - kRoundRobin: the next eligible one in turn; weights do not matter.
// - kSmoothWeighted: nginx's smooth weighted round robin; weights 5, 1, 1 give a a b a c a a; ties
//   go to the lowest.
// - kLeastConnections: the smallest (calls in flight + 1) / weight; ties go round.
// - kConsistentHash: the first eligible point at or after the hash on a ring of kPointsPerWeight
//   points for each unit of weight; an endpoint that comes or goes moves its own share alone.
enum class Balance : uint8_t { kRoundRobin, kSmoothWeighted, kLeastConnections, kConsistentHash };

inline constexpr int32_t kMaxWeight = 1000;
inline constexpr int32_t kPointsPerWeight = 100;
inline constexpr int64_t kMaxRingWeight = 10'000;  // all weights of a ring: 1,000,000 points

struct BalancedEndpoint {
  std::string name;    // places it on the ring: the same name, the same points, in any order
  int32_t weight = 1;  // 1 .. kMaxWeight
};

// An Error when a weight is out of range, a name comes twice on a ring, or a ring is too large.
Result<void> check(Balance balance, std::span<const BalancedEndpoint> endpoints);

// The hash for kConsistentHash. Not secret, the same in every run, so that a replay and a second
// gateway choose alike.
uint64_t balance_hash(std::string_view bytes);

class Balancer {
 public:
  // Requires checked arguments.
  Balancer(Balance balance, std::span<const BalancedEndpoint> endpoints);

  // An index with eligible[index] != 0, or none. `eligible` has one byte for each endpoint; `hash`
  // is read by kConsistentHash alone.
  std::optional<uint32_t> pick(std::span<const uint8_t> eligible, uint64_t hash);

  // A call to an endpoint began or ended; in pairs.
  void started(uint32_t index);
  void ended(uint32_t index);
  int64_t in_flight(uint32_t index) const { return endpoints_[index].in_flight; }
  size_t size() const { return endpoints_.size(); }

  // 0 for one that picks as a new one would, with nothing in flight.
  uint64_t digest() const;

 private:
  struct Endpoint {
    int64_t weight = 1;
    int64_t current = 0;  // kSmoothWeighted
    int64_t in_flight = 0;
  };
  struct Point {
    uint64_t place = 0;
    uint32_t index = 0;
    auto operator<=>(const Point&) const = default;
  };

  std::optional<uint32_t> next_in_turn(std::span<const uint8_t> eligible);
  std::optional<uint32_t> smoothest(std::span<const uint8_t> eligible);
  std::optional<uint32_t> least_loaded(std::span<const uint8_t> eligible);
  std::optional<uint32_t> on_ring(std::span<const uint8_t> eligible, uint64_t hash) const;

  Balance balance_;
  uint32_t turn_ = 0;  // kRoundRobin, kLeastConnections: where the next search begins
  std::vector<Endpoint> endpoints_;
  std::vector<Point> ring_;  // kConsistentHash: sorted
};

}  // namespace gw::policy
