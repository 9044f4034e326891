// Worst cases that follow from numbers alone, with their terms, so that whoever reports one can
// show how it comes about. Each is a small pure function of what the configuration says.
#pragma once

#include <algorithm>
#include <cstdint>
#include <optional>

#include "base/time.hpp"
#include "base/units.hpp"
#include "config/config.hpp"

namespace gw::analyze {

// How long all tries of a request may take: tries * per_try + backoff, next to the route's timeout,
// which ends them.
struct RetryTime {
  uint32_t tries = 1;  // the first one and the retries
  Duration per_try;    // its own bound, or the route's timeout
  Duration backoff;    // the sum of the longest waits before the retries
  Duration total;      // tries * per_try + backoff
  Duration timeout;    // the route's
  uint32_t tries_in_time =
      1;  // tries that can run to their bound and leave the next one time to begin
  bool fits() const { return total <= timeout; }
};

// Nothing without retries.
std::optional<RetryTime> retry_time(const config::Route& route);
// The same of tries that take no time: what the waits alone come to.
std::optional<RetryTime> retry_waits(const config::Route& route);

// How long a full line takes to drain at the limit's rate, next to what waiting is allowed.
struct QueueTime {
  uint32_t max_length = 0;
  Rate rate;
  Duration full_line;               // max_length * rate.per / rate.count, rounded up
  Duration max_wait;                // the queue's
  std::optional<Duration> timeout;  // the route's, where there is one
  bool fits() const { return full_line <= max_wait; }
  // What a request waits at most: the last place of a full line does, unless it gives up before.
  Duration longest() const { return std::min(full_line, max_wait); }
  bool outlasts_timeout() const { return timeout && longest() >= *timeout; }
};

// Nothing without a queue. `route` may be null for a limit that many share.
std::optional<QueueTime> queue_time(const config::RateLimit& limit, const config::Route* route);

// What a limit that each gateway counts alone comes to with several of them.
struct ReplicaSum {
  uint32_t replicas = 1;
  int64_t each = 0;  // requests per `per`, or requests at once
  int64_t all = 0;   // replicas * each; capped at the largest number
  Duration per;      // zero: at once
};

ReplicaSum replica_sum(const config::RateLimit& limit, uint32_t replicas);

// How many requests an upstream may see for one of the clients' when everything fails.
struct Amplification {
  uint32_t tries = 1;       // for a single request
  Ratio sustained;          // over ten seconds and more: one plus the share of retries
  int64_t extra_per_s = 0;  // retries a second that the budget grants beside that share
};

// Nothing without retries.
std::optional<Amplification> amplification(const config::Route& route);

}  // namespace gw::analyze
