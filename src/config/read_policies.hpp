// The part of the reader for what routes, services and defaults have in common: timeouts, retries,
// breakers, load balancing and limits.
#pragma once

#include <string_view>
#include <vector>

#include "config/draft.hpp"
#include "config/problem.hpp"
#include "config/view.hpp"

namespace gw::config {

// Whose policies are read; decides which keys exist and what a breaker guards.
enum class Owner : uint8_t { kRoute, kService, kDefaults };

PolicyDraft read_policies(const View& view, Owner owner, Problems& problems);

// The limits under `key`: mappings and names of pools, one or a list.
std::vector<LimitDraft> read_limits(const View& view, std::string_view key, Problems& problems);

// A limit out of its mapping. Whatever is wrong with the combination of its keys is told.
RateLimit read_rate_limit(const View& view, Problems& problems);

// The parts of a key of a limit or of a hash; `default` when none is written.
std::vector<KeyPart> read_key(const View& view, Problems& problems);

}  // namespace gw::config
