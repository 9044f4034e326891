// The time unit of every limit: whole microseconds from a cell's anchor, down for what has passed
// and up for what is left.
#pragma once

#include <cstdint>

#include "base/time.hpp"

namespace gw::policy {

// 0 when `now` is before `from`.
constexpr int64_t elapsed_us(Instant from, Instant now) {
  return now <= from ? 0 : static_cast<int64_t>(static_cast<uint64_t>(now.ns - from.ns) / 1000);
}

// From `now` until `target`, rounded up to the microsecond; 0 when it has passed.
constexpr Duration wait_until(Instant target, Instant now) {
  return target <= now ? Duration{} : microseconds((target.ns - now.ns + 999) / 1000);
}

}  // namespace gw::policy
