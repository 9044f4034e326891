#include <string>
#include <variant>

#include "analyze/route_changes.hpp"
#include "base/time.hpp"
#include "base/units.hpp"

namespace gw::analyze {
namespace {

using config::Breaker;
using config::BreakerScope;
using config::Retries;

std::string text_of(const std::vector<config::StatusRange>& ranges) {
  // Statuses, not how they are written.
  std::string out;
  const auto has = [&](unsigned status) {
    for (const config::StatusRange& range : ranges) {
      if (status >= range.first && status <= range.last) return true;
    }
    return false;
  };
  for (unsigned status = 100; status <= 599;) {
    if (!has(status)) {
      ++status;
      continue;
    }
    const unsigned first = status;
    while (status <= 599 && has(status)) ++status;
    out += (out.empty() ? "" : " ") + std::to_string(first);
    if (status - 1 > first) out += '-' + std::to_string(status - 1);
  }
  return out.empty() ? "none" : out;
}

// Of a route whose retries are none all else means nothing.
Fields retry_fields(const Retries& retries) {
  Fields out{{"attempts", std::to_string(retries.attempts)}};
  if (retries.attempts == 0) return out;
  std::string on;
  if (retries.on_connect_failure) on += " connect_failure";
  if (retries.on_timeout) on += " timeout";
  if (!retries.statuses.empty()) on += ' ' + text_of(retries.statuses);
  out.push_back({"on", on.empty() ? "nothing" : on.substr(1)});
  out.push_back({"per_try_timeout",
                 retries.per_try_timeout ? to_string(*retries.per_try_timeout) : "what is left"});
  out.push_back({"backoff", to_string(retries.backoff_initial) + ".." +
                                to_string(std::max(retries.backoff_initial, retries.backoff_max))});
  out.push_back({"budget", to_string(retries.budget)});
  out.push_back({"", retries.non_idempotent ? "every method" : "idempotent methods"});
  return out;
}

// The breaker that guards a route, and whether it is of that route alone.
struct Guard {
  const Breaker* breaker = nullptr;
  bool is_own = false;
};

Guard guard_of(const Settings& side, size_t route) {
  if (side.route(route).breaker) return {&*side.route(route).breaker, true};
  const config::Service* service = side.service_of(route);
  if (service == nullptr || !service->breaker) return {};
  return {&*service->breaker, service->breaker->scope == BreakerScope::kRoute};
}

Fields breaker_fields(const Settings& side, size_t route, bool is_pair) {
  const Guard guard = guard_of(side, route);
  if (guard.breaker == nullptr) return {};
  const Breaker& one = *guard.breaker;
  Fields out;
  if (one.consecutive_failures) {
    out.push_back({"consecutive_failures", std::to_string(*one.consecutive_failures)});
  }
  if (one.failure_rate) out.push_back({"failure_rate", to_string(*one.failure_rate)});
  if (one.slow_call_rate) {
    out.push_back({"slow_call_rate", to_string(*one.slow_call_rate)});
    out.push_back({"slow_call_duration", to_string(one.slow_call_duration)});
  }
  if (one.failure_rate || one.slow_call_rate) {
    const auto* time = std::get_if<Duration>(&one.window);
    out.push_back({"window", time != nullptr
                                 ? to_string(*time)
                                 : std::to_string(std::get<config::CallWindow>(one.window).value) +
                                       " calls"});
    out.push_back({"minimum_calls", std::to_string(one.minimum_calls)});
  }
  out.push_back({"open_for", to_string(one.open_for)});
  out.push_back({"half_open_probes", std::to_string(one.half_open_probes)});
  if (one.late_results == config::LateResults::kCount) out.push_back({"", "counts late results"});
  out.push_back({"failing", text_of(one.failing_statuses)});
  if (one.scope == BreakerScope::kEndpoint) out.push_back({"", "for each endpoint"});
  if (is_pair) {
    out.push_back(guard.is_own ? Field{"", "of its own", "="} : side.sharing_of_service(route));
  }
  return out;
}

}  // namespace

void add_call_changes(const TwoRoutes& two, std::vector<Change>& out) {
  const auto place = [&](std::string_view key) {
    return std::pair(two.before.at(two.old_route, {key}), two.after.at(two.new_route, {key}));
  };
  const auto add = [&](Aspect aspect, Sense sense, std::string_view key, const Fields& was,
                       const Fields& is) {
    if (was == is) return;
    auto [old_place, new_place] = place(key);
    out.push_back({aspect, sense, std::string(key), own_text(was, is), own_text(is, was),
                   std::move(old_place), std::move(new_place)});
  };
  const auto duration = [](Duration length) { return Fields{{"", to_string(length)}}; };
  add(Aspect::kTimeout, Sense::kChanged, "timeout_ms", duration(two.was().timeout),
      duration(two.is().timeout));
  if (!two.was().service || !two.is().service) return;
  add(Aspect::kTimeout, Sense::kChanged, "connect_timeout_ms", duration(two.was().connect_timeout),
      duration(two.is().connect_timeout));
  add(Aspect::kRetries, Sense::kChanged, "retries", retry_fields(two.was().retries),
      retry_fields(two.is().retries));
  const Fields was = breaker_fields(two.before, two.old_route, two.is_pair);
  const Fields is = breaker_fields(two.after, two.new_route, two.is_pair);
  const Sense sense = was.empty() ? Sense::kAdded : is.empty() ? Sense::kRemoved : Sense::kChanged;
  add(Aspect::kBreaker, sense, "circuit_breaker", was, is);
}

}  // namespace gw::analyze
