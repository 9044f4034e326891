#include "report/draft_config.hpp"

#include <fmt/core.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "report/number.hpp"

namespace gw::report {

namespace {

using simulate::Results;
using traffic::DraftedRoute;
using traffic::RouteDraft;

constexpr int64_t kSomeLimit = 1000;  // while nothing is known

// The next of 1, 2, 5, 10, 20 ...
int64_t rounded_up(int64_t number) {
  for (int64_t ten = 1;; ten *= 10) {
    for (const int64_t digit : {1, 2, 5}) {
      if (digit * ten >= number) return digit * ten;
    }
  }
}

// Of the routes that a success of the log takes.
uint64_t routed_successes(const RouteDraft& draft, const Results& results) {
  const bool knows = results.reading.without_status < results.totals.requests;
  const uint64_t lost = knows ? results.unrouted.recorded_success : results.unrouted.requests;
  return draft.successes - std::min(lost, draft.successes);
}

std::string head(const RouteDraft& draft, const std::optional<Results>& results) {
  if (!results) return {};
  const uint64_t failed = draft.requests - draft.successes;
  std::string out = fmt::format(
      "# Drafted by gw init from {}, {}.\n"
      "# {} answered with success; these routes take {} of them.\n",
      counted(draft.requests, "request"), span_of(results->first, results->last),
      grouped(draft.successes), percent(routed_successes(draft, *results), draft.successes));
  if (failed > 0) {
    out += fmt::format(
        "# The other {} made no route of their own: what is always refused or not found, as\n"
        "# scanners ask for it, is left out.\n",
        grouped(failed));
  }
  if (draft.unroutable > 0) {
    out += fmt::format("# {} of the successes cannot be routed: no path, or an unusual method.\n",
                       grouped(draft.unroutable));
  }
  return out +
         "#\n"
         "# A log does not tell which upstream answers, what may be cached or called by whom, nor\n"
         "# whether two names are two things or two values of one parameter: look through it.\n\n";
}

std::string limit(const std::optional<Results>& results) {
  if (!results) return fmt::format("  rate_limit: {{requests_per_minute: {}}}\n", kSomeLimit);
  int64_t most = 1;
  int64_t p999 = 1;
  for (const simulate::LimitDemand& demand : results->observed->limits) {
    most = std::max(most, demand.window.most);
    p999 = std::max(p999, demand.window.p999);
  }
  return fmt::format(
      "  # For each client and route; then 429. 99.9% of the clients of each route stayed within\n"
      "  # {} in a minute and the busiest sent {}; the limit is twice the former, rounded up.\n"
      "  rate_limit: {{requests_per_minute: {}}}\n",
      grouped(static_cast<uint64_t>(p999)), grouped(static_cast<uint64_t>(most)),
      rounded_up(2 * p999));
}

std::string route(const DraftedRoute& drafted, const simulate::RouteRow* row, uint64_t requests) {
  std::string out;
  if (row != nullptr) {
    out += fmt::format("  # {} ({})\n", counted(row->requests, "request"),
                       percent(row->requests, requests));
  }
  if (drafted.writes) {
    out += "  # gw-ignore GW301: a log does not tell who may write; ask for credentials here\n";
  }
  if (drafted.path.starts_with("/{") && drafted.path.find('/', 1) == std::string::npos) {
    out += "  # gw-ignore GW112: more names stand here than can be listed\n";
  }
  const bool one = drafted.methods.size() == 1;
  return out + fmt::format("  - path: \"{}\"\n    method: {}{}{}\n    upstream_service: upstream\n",
                           drafted.path, one ? "" : "[", fmt::join(drafted.methods, ", "),
                           one ? "" : "]");
}

}  // namespace

std::string draft_config(const RouteDraft& draft, const std::optional<Results>& results) {
  std::string out = head(draft, results) +
                    "listen: 127.0.0.1:8080\n\n"
                    "# A longer request body is answered 413.\n"
                    "limits:\n  max_body: 1MiB\n\n"
                    "defaults:\n"
                    "  # Until the head of the answer; then 504.\n  timeout_ms: 30000\n" +
                    limit(results) +
                    "\nservices:\n"
                    "  # Where these requests are answered.\n"
                    "  upstream:\n    url: http://upstream.internal:8080\n"
                    "    circuit_breaker: {consecutive_failures: 5, open_for: 30s}\n\nroutes:\n";
  for (size_t i = 0; i < draft.routes.size(); ++i) {
    const simulate::RouteRow* row = results ? &results->routes[i] : nullptr;
    // Others take all that it was drafted for.
    if (row != nullptr && row->requests == 0) continue;
    if (!out.ends_with("routes:\n")) out += "\n";
    out += route(draft.routes[i], row, draft.requests);
  }
  return out;
}

}  // namespace gw::report
