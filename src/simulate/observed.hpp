// What traffic asked of limits and breakers, whatever they let pass: collected beside a simulation
// when Options::observe says so, for advice about their numbers.
#pragma once

#include <cstdint>
#include <vector>

namespace gw::simulate {

// Over the keys of a limit: the highest peak, and the one that 99.9 % of the keys do not exceed
// (nearest rank, so that it is the highest for less than 1000 keys).
struct KeyPeaks {
  int64_t most = 0;
  int64_t p999 = 0;
};

// What came to one limit. A limit by concurrency has no peaks.
struct LimitDemand {
  uint64_t requests = 0;  // without those that fail authentication before the limit is reached
  uint64_t keys = 0;
  uint64_t overflow = 0;  // requests of keys beyond Options::max_observed_keys: in no peak
  // In one period of the limit, which a key's first request after the last one opens.
  KeyPeaks window;
  // In the limit's own terms, with `capacity` what it has room for: requests in a window; for GCRA
  // and token buckets those at once that the rate has not worn off, a line's places included.
  KeyPeaks needed;
  int64_t capacity = 0;
  uint64_t keys_over = 0;  // that need more
};

// What came to one slot of breakers: calls that ended with a result.
struct BreakerLoad {
  uint64_t calls = 0;
  int64_t most_in_window = 0;  // of a window in time; else the same as `calls`
};

struct Observed {
  std::vector<LimitDemand> limits;    // as in the Plan
  std::vector<BreakerLoad> breakers;  // by slot
};

}  // namespace gw::simulate
