// GW408 to GW422: when circuit breakers open, and where none is.
#include <algorithm>
#include <array>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <variant>

#include "base/text.hpp"
#include "base/time.hpp"
#include "base/units.hpp"
#include "lint/facts.hpp"
#include "lint/findings.hpp"
#include "lint/rule.hpp"

namespace gw::lint {
namespace {

using config::Breaker;
using config::Origin;
using config::Route;
using config::Service;

void check_missing_breakers(const Subject& subject, Findings& findings) {
  for (const Route& route : subject.config.routes) {
    if (!route.service || route.breaker || !subject.knows_breaker(route)) continue;
    const Service& service = subject.config.services[*route.service];
    if (service.breaker) continue;
    findings
        .add(route, service.span,
             "nothing stops calls to '" + service.name +
                 "' when it fails: each waits for its "
                 "timeout")
        .hint = "add circuit_breaker to the service or to defaults";
  }
}

// Each breaker that waits for no variable.
template <class Check>
void for_each_breaker(const Subject& subject, Check&& check) {
  for (const Service& service : subject.config.services) {
    if (service.breaker && subject.places.knows(service.breaker->span)) {
      check(*service.breaker, "");
    }
  }
  for (const Route& route : subject.config.routes) {
    if (route.breaker && subject.places.knows(route.breaker->span)) {
      check(*route.breaker, route.name);
    }
  }
}

// The least of calls of which a single one is below the rate.
int64_t calls_above_one(Ratio rate) {
  return 1'000'000 / rate.ppm + 1;
}

// The least of calls that each of the breaker's rates needs; 0 without one.
struct LeastCalls {
  int64_t failing = 0;
  int64_t slow = 0;
};

LeastCalls least_calls(const Breaker& breaker) {
  const auto of = [](const std::optional<Ratio>& rate) {
    return rate && rate->ppm > 0 ? calls_above_one(*rate) : 0;
  };
  return {of(breaker.failure_rate), of(breaker.slow_call_rate)};
}

// What a single call does to open it.
std::string_view opening_call(const Breaker& breaker, const LeastCalls& least) {
  const bool by_failing = breaker.minimum_calls < least.failing;
  const bool by_slow = breaker.minimum_calls < least.slow;
  return by_failing && by_slow ? "fails or is slow" : by_slow ? "is slow" : "fails";
}

void check_flapping_breakers(const Subject& subject, Findings& findings) {
  for_each_breaker(subject, [&](const Breaker& breaker, const std::string& route) {
    const LeastCalls calls = least_calls(breaker);
    const int64_t least = std::max(calls.failing, calls.slow);
    const bool by_one = breaker.consecutive_failures == 1U;
    if (breaker.minimum_calls >= least && !by_one) return;
    Finding& finding = findings.add(
        breaker.span, by_one ? std::string("a single failed call opens the breaker")
                             : "the rate is taken over as few as " +
                                   counted(breaker.minimum_calls, "call") + ": one that " +
                                   std::string(opening_call(breaker, calls)) + " is " +
                                   std::to_string(100 / breaker.minimum_calls) + "%");
    finding.hint = by_one        ? "consecutive_failures: 5 is usual"
                   : least <= 20 ? "minimum_calls: 20 is usual"
                                 : "minimum_calls: " + std::to_string(least) + " or more";
    finding.route = route;
  });
}

void check_client_errors(const Subject& subject, Findings& findings) {
  for_each_breaker(subject, [&](const Breaker& breaker, const std::string& route) {
    if (!holds_any(breaker.failing_statuses, 400, 428) &&
        !holds_any(breaker.failing_statuses, 430, 499)) {
      return;
    }
    Finding& finding =
        findings.add(breaker.span,
                     "answers 4xx count as failures: one client that sends nonsense opens the "
                     "breaker for all");
    finding.hint = "count 5xx, and 429 when the upstream limits";
    finding.route = route;
  });
}

// The breaker that guards the route's calls, or null.
const Breaker* breaker_of(const Subject& subject, const Route& route) {
  if (!route.service) return nullptr;
  if (route.breaker) return &*route.breaker;
  const auto& of_service = subject.config.services[*route.service].breaker;
  return of_service ? &*of_service : nullptr;
}

// A timeout that nobody chose is another rule's matter.
void check_breaker_windows(const Subject& subject, Findings& findings) {
  for (size_t i = 0; i < subject.config.routes.size(); ++i) {
    const Route& route = subject.config.routes[i];
    if (!route.service) continue;
    if (subject.places.find(i, {"timeout_ms"}).origin == Origin::kNobody) continue;
    if (!subject.knows(route, {"timeout_ms"}) || !subject.knows_breaker(route)) continue;
    const Breaker* breaker = breaker_of(subject, route);
    if (breaker == nullptr || !(breaker->failure_rate || breaker->slow_call_rate)) continue;
    const auto* window = std::get_if<Duration>(&breaker->window);
    if (window == nullptr || *window >= route.timeout) continue;
    Finding& finding =
        findings.add(route, breaker->span,
                     "the window of " + to_string(*window) + " is shorter than the timeout of " +
                         to_string(route.timeout) +
                         ": when the upstream hangs, few calls end within one window");
    finding.hint = "make the window longer than the timeout";
  }
}

// How long a call waits for its answer.
Duration longest_wait(const Route& route) {
  return std::min(route.timeout, route.retries.per_try_timeout.value_or(route.timeout));
}

// Whether a call that hangs says anything to it: it fails, and is slow when its wait was longer.
// What is not known may.
bool hears_of_hangs(const Subject& subject, const Breaker& breaker, const Route& route) {
  if (breaker.failure_rate || breaker.consecutive_failures || !breaker.slow_call_rate) return true;
  return breaker.slow_call_duration < longest_wait(route) ||
         !subject.knows(route, {"timeout_ms"}) || !subject.knows(route, {"retries"}) ||
         !subject.knows_breaker(route);
}

// Of a breaker that several routes share one that hears of hangs is enough; a route whose service
// is not known may share any.
void check_deaf_breakers(const Subject& subject, Findings& findings) {
  for (size_t i = 0; i < subject.config.routes.size(); ++i) {
    if (!subject.places.knows_service(i)) return;
  }
  std::set<const Breaker*> hearing;
  for (const Route& route : subject.config.routes) {
    const Breaker* breaker = breaker_of(subject, route);
    if (breaker == nullptr || breaker->scope == config::BreakerScope::kRoute) continue;
    if (hears_of_hangs(subject, *breaker, route)) hearing.insert(breaker);
  }
  for (const Route& route : subject.config.routes) {
    const Breaker* breaker = breaker_of(subject, route);
    if (breaker == nullptr || hearing.contains(breaker)) continue;
    if (hears_of_hangs(subject, *breaker, route)) continue;
    findings
        .add(route, breaker->span,
             "a call that hangs ends after " + to_string(longest_wait(route)) +
                 " and is slow only beyond " + to_string(breaker->slow_call_duration) +
                 ": an upstream that hangs does not open the breaker")
        .hint =
        "lower slow_call_duration, or add failure_rate: a call without an answer in time "
        "has failed";
  }
}

void check_counted_successes(const Subject& subject, Findings& findings) {
  for_each_breaker(subject, [&](const Breaker& breaker, const std::string& route) {
    if (!holds_any(breaker.failing_statuses, 100, 399)) return;
    Finding& finding =
        findings.add(breaker.span,
                     "answers below 400 count as failures: an upstream in good health opens the "
                     "breaker");
    finding.hint = "count 5xx, and 429 when the upstream limits";
    finding.route = route;
  });
}

constexpr std::array kRules{
    Rule{
        .id = "GW408",
        .name = "breaker-missing",
        .summary = "an upstream that is called without a circuit breaker",
        .why = "When it hangs, requests pile up here until the gateway has no room for those that "
               "other upstreams could answer.",
        .source = "KrakenD audit 3.1.3; Nygard, Release It!",
        .bad = "orders: {url: \"http://orders.internal\", circuit_breaker: none}",
        .good = "orders: {url: \"http://orders.internal\", circuit_breaker: {failure_rate: 50%}}",
        .reads = "circuit_breaker upstream_service",
        .check = check_missing_breakers,
    },
    Rule{
        .id = "GW410",
        .name = "breaker-flaps",
        .summary = "a breaker that one failed or slow call can open",
        .why = "In a quiet hour a single slow answer closes the upstream to everybody.",
        .source = "traefik issue 10963; apisix issue 12763",
        .bad = "orders: {url: \"http://orders.internal\", circuit_breaker: {failure_rate: 50%, "
               "minimum_calls: 2}}",
        .good = "orders: {url: \"http://orders.internal\", circuit_breaker: {failure_rate: 50%, "
                "minimum_calls: 3}}",
        .reads = "circuit_breaker",
        .check = check_flapping_breakers,
    },
    Rule{
        .id = "GW413",
        .name = "breaker-window-vs-timeout",
        .summary = "a breaker whose window is shorter than the timeout of its calls",
        .why = "Calls that hang end one timeout later; by then the window has moved on, and the "
               "rate is taken over few of them.",
        .source = "Hystrix, metrics.rollingStats and execution.isolation.thread.timeout",
        .bad = "orders: {url: \"http://orders.internal\", circuit_breaker: {failure_rate: 50%, "
               "window: 1s}}",
        .good = "orders: {url: \"http://orders.internal\", circuit_breaker: {failure_rate: 50%, "
                "window: 10s}}",
        .reads = "circuit_breaker timeout_ms upstream_service",
        .check = check_breaker_windows,
    },
    Rule{
        .id = "GW414",
        .name = "breaker-counts-4xx",
        .summary = "a breaker that takes clients' mistakes for failures",
        .why = "One client that sends bad requests, or a broken login page, opens the breaker for "
               "all others.",
        .source = "KrakenD's http circuit breaker; apisix api-breaker http_statuses",
        .bad = "orders: {url: \"http://orders.internal\", circuit_breaker: {failure_rate: 50%, "
               "failing_statuses: [4xx, 5xx]}}",
        .good = "orders: {url: \"http://orders.internal\", circuit_breaker: {failure_rate: 50%, "
                "failing_statuses: [429, 5xx]}}",
        .reads = "circuit_breaker",
        .check = check_client_errors,
    },
    Rule{
        .id = "GW421",
        .name = "breaker-misses-hangs",
        .summary = "a breaker that only slow calls open, and calls that hang are cut before",
        .why = "A call without an answer ends at its timeout, of the attempt or the route, and "
               "counts as a failure. Where nothing but slow calls opens the breaker and none is "
               "slow before that, it stays closed in front of an upstream that hangs: nothing but "
               "long bodies opens it.",
        .source = "resilience4j, slowCallDurationThreshold and TimeLimiter",
        .bad = "orders: {url: \"http://orders.internal\", circuit_breaker: {slow_call_rate: 50%, "
               "slow_call_duration: 3s}}",
        .good = "orders: {url: \"http://orders.internal\", circuit_breaker: {slow_call_rate: 50%, "
                "slow_call_duration: 2s}}",
        .reads = "circuit_breaker timeout_ms retries upstream_service",
        .check = check_deaf_breakers,
    },
    Rule{
        .id = "GW422",
        .name = "breaker-counts-success",
        .summary = "a breaker that takes answers below 400 for failures",
        .why = "It opens when all is well: an upstream that does what it is asked to is closed to "
               "everybody.",
        .source = "apisix api-breaker http_statuses, which begins at 500",
        .bad = "orders: {url: \"http://orders.internal\", circuit_breaker: {failure_rate: 50%, "
               "failing_statuses: [2xx, 5xx]}}",
        .good = "orders: {url: \"http://orders.internal\", circuit_breaker: {failure_rate: 50%, "
                "failing_statuses: [429, 5xx]}}",
        .reads = "circuit_breaker",
        .check = check_counted_successes,
    },
};

}  // namespace

std::span<const Rule> breaker_rules() {
  return kRules;
}

}  // namespace gw::lint
