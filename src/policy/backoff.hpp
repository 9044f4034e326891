// How long to wait before a retry: doubling from a base up to a cap, spread by a given random
// number, so that clients that failed together do not come back together.
#pragma once

#include <cstdint>

#include "base/time.hpp"

namespace gw::policy {

// With d = min(cap, base * 2^(attempt - 1)): kNone d; kFull uniform in [0, d]; kEqual uniform in
// [d / 2, d] (the names of "Exponential Backoff And Jitter", AWS Architecture Blog, 2015).
enum class Jitter : uint8_t { kNone, kFull, kEqual };

struct BackoffSpec {
  Duration base = milliseconds(25);  // >= 0
  Duration cap = milliseconds(250);  // >= base
  Jitter jitter = Jitter::kFull;
};

// attempt 1 is the first retry; `number` is a uniform 64-bit draw.
Duration backoff(const BackoffSpec& spec, uint32_t attempt, uint64_t number);

}  // namespace gw::policy
