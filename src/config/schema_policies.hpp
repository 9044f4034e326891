// The part of the schema table that says how policies are written: limits, breakers, retries and
// load balancing; and of the conditions that test files write too.
#pragma once

#include <array>
#include <string_view>

#include "config/schema.hpp"

namespace gw::config {

inline constexpr std::array<std::string_view, 4> kBalancingWords{
    "round_robin", "weighted_round_robin", "least_connections", "consistent_hash"};

extern const Group kCondition;
extern const Group kQueue;
extern const Group kRateLimit;
extern const Group kPool;
extern const Group kBreaker;
extern const Group kBackoff;
extern const Group kRetries;
extern const Group kLoadBalancing;

}  // namespace gw::config
