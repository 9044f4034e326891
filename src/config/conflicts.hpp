// Routes that would match the same request equally well. What decides between two routes of one
// path shape, host and method is the number of their conditions; when that is equal, the conditions
// must exclude each other.
#pragma once

#include <span>

#include "config/config.hpp"
#include "config/problem.hpp"

namespace gw::config {

// Routes of one path shape, host and method are compared one by one at look-up.
inline constexpr size_t kMaxRivals = 1'000;

void find_conflicts(std::span<const Route> routes, Problems& problems);

}  // namespace gw::config
