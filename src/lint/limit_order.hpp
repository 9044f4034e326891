// Which limits make others needless: whether what one lets pass, at the worst moment, another one
// can refuse. Everything is counted for one key of the limit that may be needless.
#pragma once

#include <cstdint>
#include <set>
#include <string>

#include "base/time.hpp"
#include "config/config.hpp"

namespace gw::lint {

// Whether two limits count the same requests, or one of them more than the other.
enum class Counted : uint8_t { kSame, kMore };

// The most that a rate limit lets pass within any half-open interval of that length (> 0). A window
// opens with a key's first request, so that of each window all may come at its end or its begin.
int64_t most_within(const config::RateLimit& limit, Duration length);

// Whether `limit` lets all pass that `tighter` lets pass. `tighter` counts what the other counts,
// under the same keys, or more of it, under the same or coarser keys. Both are rates, or both are
// about requests at once.
bool is_implied(const config::RateLimit& limit, const config::RateLimit& tighter, Counted counted);

// What tells the requests of one route apart under the key: without what is the same for all of
// them, and the default as what it stands for there. `anonymous` where nobody knows who calls.
std::set<std::string> parts_that_tell(const config::RateLimit& limit, bool anonymous);

}  // namespace gw::lint
