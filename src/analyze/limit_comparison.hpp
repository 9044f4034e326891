// Two limits side by side: what each lets through, in fields, and which of them lets more through.
#pragma once

#include "analyze/change.hpp"
#include "config/config.hpp"

namespace gw::analyze {

// What a limit does, apart from its name and who shares it. Parameters of the path are told by
// their place in it, so `route` is the limit's own one; null for a shared limit.
Fields limit_fields(const config::RateLimit& limit, const config::Route* route);

// What changes from one to the other, by their numbers: what passes at once and over time, whether
// it refuses at all, by what it counts.
Sense compare_limits(const config::RateLimit& before, const config::Route* old_route,
                     const config::RateLimit& after, const config::Route* new_route);

// It counts and tells, and refuses nobody.
bool is_shadow(const config::RateLimit& limit);

// As written: "client", "header:x-tenant + route".
std::string key_text(const std::vector<config::KeyPart>& key);

}  // namespace gw::analyze
