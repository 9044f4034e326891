// What became of a request and why, with the numbers behind it.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "base/time.hpp"
#include "engine/plan.hpp"

namespace gw::engine {

enum class Reason : uint8_t {
  kProxied,              // the upstream's answer went to the client
  kMocked,               // the route's fixed answer
  kBadRequest,           // 400: the head could not be read in one way
  kNoRoute,              // 404
  kMethodNotAllowed,     // 405
  kUnauthenticated,      // 401
  kRateLimited,          // 429 by `limit`
  kConcurrencyLimited,   // 503 by `limit`
  kQueueFull,            // 429: the line of `limit` was full
  kQueueTooSlow,         // 429: the wait would have passed max_wait or the route's timeout
  kServiceSaturated,     // 503: max_in_flight of the service
  kBreakerOpen,          // 503
  kUpstreamUnreachable,  // 502: no connection
  kUpstreamBroken,       // 502: the connection ended before the answer was whole
  kUpstreamTimeout,      // 504
  kClientGone,           // 499: nobody left to answer
  kOverloaded            // 503: a table of gw's own was full
};

constexpr int kReasonCount = 17;

// Stable kebab-case names for reports and logs ("rate-limited").
std::string_view name(Reason reason);
// The inverse; empty for any other text.
std::optional<Reason> parse_reason(std::string_view text);

// True when gw itself refused: the request never reached an upstream.
bool is_rejection(Reason reason);

struct Verdict {
  Reason reason = Reason::kProxied;
  uint16_t status = 0;         // what the client got; 499 when it had gone
  uint8_t attempts = 0;        // that went to an upstream
  uint8_t shadow_refused = 0;  // bit i: the route's i-th limit would, but is in shadow mode
  uint32_t route = kNone;      // into the Plan's routes
  uint32_t limit = kNone;      // into the Plan's limits: the one that decided or would have
  uint32_t endpoint = kNone;   // of the route's service: the last one tried
  int64_t remaining = -1;      // of the tightest limit after this request; -1 when there is none
  Duration retry_after{0};     // exact; clients see it in whole seconds, rounded up
  Duration queued{0};          // spent waiting in a line
};

// One policy that a request met, for `explain`.
struct TrailEntry {
  std::string_view policy;  // "route", "limit", "breaker" ...
  uint32_t index = kNone;   // into the Plan's table of that policy
  bool passed = true;
  int64_t number = 0;  // what remained, or how long to wait in nanoseconds
};

using Trail = std::vector<TrailEntry>;

// Whole seconds, rounded up, for Retry-After.
constexpr int64_t seconds_rounded_up(Duration duration) {
  return duration.ns <= 0 ? 0 : (duration.ns - 1) / 1'000'000'000 + 1;
}

}  // namespace gw::engine
