#include "engine/verdict.hpp"

#include <algorithm>
#include <array>

namespace gw::engine {
namespace {

constexpr std::array<std::string_view, kReasonCount> kNames{"proxied",
                                                            "mocked",
                                                            "bad-request",
                                                            "no-route",
                                                            "method-not-allowed",
                                                            "unauthenticated",
                                                            "rate-limited",
                                                            "concurrency-limited",
                                                            "queue-full",
                                                            "queue-too-slow",
                                                            "service-saturated",
                                                            "breaker-open",
                                                            "upstream-unreachable",
                                                            "upstream-broken",
                                                            "upstream-timeout",
                                                            "client-gone",
                                                            "overloaded"};

}  // namespace

std::string_view name(Reason reason) {
  return kNames[static_cast<size_t>(reason)];
}

std::optional<Reason> parse_reason(std::string_view text) {
  const auto* const found = std::find(kNames.begin(), kNames.end(), text);
  if (found == kNames.end()) return std::nullopt;
  return static_cast<Reason>(found - kNames.begin());
}

bool is_rejection(Reason reason) {
  switch (reason) {
    case Reason::kProxied:
    case Reason::kMocked:
    case Reason::kUpstreamUnreachable:
    case Reason::kUpstreamBroken:
    case Reason::kUpstreamTimeout:
    case Reason::kClientGone:
      return false;
    case Reason::kBadRequest:
    case Reason::kNoRoute:
    case Reason::kMethodNotAllowed:
    case Reason::kUnauthenticated:
    case Reason::kRateLimited:
    case Reason::kConcurrencyLimited:
    case Reason::kQueueFull:
    case Reason::kQueueTooSlow:
    case Reason::kServiceSaturated:
    case Reason::kBreakerOpen:
    case Reason::kOverloaded:
      return true;
  }
  return true;
}

}  // namespace gw::engine
