// Envoy's retry budget of a cluster's circuit breakers: retries in flight are a share of all that
// is, or a few at least. Source: envoyproxy/envoy 00c7146,
// source/common/upstream/resource_manager_impl.h.
#pragma once

#include <algorithm>
#include <cstdint>

namespace gw::emulate {

struct EnvoyRetryBudget {
  double percent = 20;
  int64_t least = 3;  // min_retry_concurrency

  // Whether one more retry may start. `active` and `pending` requests include retries.
  bool allows(int64_t active_retries, int64_t active, int64_t pending) const {
    const auto share =
        static_cast<int64_t>(percent / 100.0 * static_cast<double>(active + pending));
    return active_retries < std::max(share, least);
  }
};

}  // namespace gw::emulate
