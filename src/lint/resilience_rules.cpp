// GW4xx: timeouts, retries and endpoints.
#include <algorithm>
#include <array>
#include <string>

#include "analyze/sums.hpp"
#include "base/address.hpp"
#include "base/text.hpp"
#include "base/time.hpp"
#include "base/units.hpp"
#include "http/method.hpp"
#include "lint/facts.hpp"
#include "lint/findings.hpp"
#include "lint/fix.hpp"
#include "lint/rule.hpp"

namespace gw::lint {
namespace {

using config::Entry;
using config::Origin;
using config::Retries;
using config::Route;
using config::Service;

constexpr Duration kLongTimeout = seconds(60);

void check_missing_timeouts(const Subject& subject, Findings& findings) {
  const auto& routes = subject.config.routes;
  for (size_t i = 0; i < routes.size(); ++i) {
    if (!routes[i].service || !subject.knows(routes[i], {"timeout_ms"})) continue;
    if (subject.places.find(i, {"timeout_ms"}).origin != Origin::kNobody) continue;
    findings
        .add(routes[i], routes[i].span,
             "nobody chose a timeout: the route waits " + to_string(routes[i].timeout))
        .hint = "add timeout_ms to the route, its service or defaults";
  }
}

void check_long_timeouts(const Subject& subject, Findings& findings) {
  const auto& routes = subject.config.routes;
  for (size_t i = 0; i < routes.size(); ++i) {
    if (routes[i].timeout <= kLongTimeout || !routes[i].service) continue;
    if (!subject.knows(routes[i], {"timeout_ms"})) continue;
    const Span span = subject.key_span(i, {"timeout_ms"});
    findings
        .add(routes[i], span,
             "a request may hold its connections and its place in every limit for " +
                 to_string(routes[i].timeout))
        .hint = "most clients give up after 60s";
  }
}

// Where attempts have no bound of their own the waits alone are sure to come.
void check_waits(const Subject& subject, size_t i, Findings& findings) {
  const Route& route = subject.config.routes[i];
  const auto sum = analyze::retry_waits(route);
  if (!sum || sum->tries_in_time == sum->tries) return;
  const bool written = subject.places.find(i, {"retries", "backoff"}).entry != nullptr;
  const Span span =
      written ? subject.key_span(i, {"retries", "backoff"}) : subject.key_span(i, {"retries"});
  findings
      .add(route, span,
           "the waits before the retries are up to " + to_string(sum->backoff) +
               ", and the route gives up after " + to_string(sum->timeout) + ": attempt " +
               std::to_string(sum->tries_in_time + 1) + " may never begin")
      .hint = "raise timeout_ms, or lower attempts or backoff";
}

void check_timeout_chain(const Subject& subject, Findings& findings) {
  const auto& routes = subject.config.routes;
  for (size_t i = 0; i < routes.size(); ++i) {
    if (!routes[i].service) continue;
    if (!subject.knows(routes[i], {"timeout_ms"}) || !subject.knows(routes[i], {"retries"}))
      continue;
    if (!routes[i].retries.per_try_timeout) {
      check_waits(subject, i, findings);
      continue;
    }
    const auto sum = analyze::retry_time(routes[i]);
    if (!sum || sum->fits()) continue;
    const Span span = subject.key_span(i, {"retries", "per_try_timeout_ms"});
    findings
        .add(routes[i], span,
             counted(sum->tries, "attempt") + " × " + to_string(sum->per_try) + " + " +
                 to_string(sum->backoff) + " of waits = " + to_string(sum->total) +
                 ", more than the route's " + to_string(sum->timeout) + ": " +
                 (sum->tries_in_time < sum->tries
                      ? "attempt " + std::to_string(sum->tries_in_time + 1) +
                            " begins only if those before it end sooner"
                      : "the last one may be cut short"))
        .hint = "raise timeout_ms, or lower attempts or per_try_timeout_ms";
  }
}

// A retry after a timeout needs a timeout of the attempt.
void check_timeout_retries(const Subject& subject, Findings& findings) {
  const auto& routes = subject.config.routes;
  for (size_t i = 0; i < routes.size(); ++i) {
    const Retries& retries = routes[i].retries;
    if (retries.attempts == 0 || !retries.on_timeout || retries.per_try_timeout) continue;
    if (!routes[i].service || !subject.knows(routes[i], {"retries"})) continue;
    if (!subject.knows(routes[i], {"timeout_ms"})) continue;
    const Span span = subject.key_span(i, {"retries"});
    findings
        .add(routes[i], span,
             "the first attempt may take the whole timeout of " + to_string(routes[i].timeout) +
                 ": an upstream that hangs is never tried again")
        .hint = "add per_try_timeout_ms";
  }
}

// The first method of a route that must not be sent twice, or empty.
std::string repeated_write(const Route& route) {
  if (route.methods.empty()) return "POST";
  const auto found =
      std::ranges::find_if(route.methods, [](const config::Located<std::string>& method) {
        return !is_safe(method.value) && !http::is_idempotent(http::parse_method(method.value));
      });
  return found == route.methods.end() ? "" : found->value;
}

// Whether `place` stands with whoever says the route's retries: an alias or a merge may have
// brought in all of them.
bool is_own(const Subject& subject, size_t route, uint32_t place) {
  const Origin origin = subject.places.find(route, {"retries"}).origin;
  const config::Node& holder =
      origin == Origin::kRoute ? subject.places.route(route)
      : origin == Origin::kService
          ? subject.places.service(*subject.config.routes[route].service)->value
          : subject.places.top("defaults")->value;
  return holds(subject.source, holder.span, place);
}

void check_repeated_writes(const Subject& subject, Findings& findings) {
  const auto& routes = subject.config.routes;
  for (size_t i = 0; i < routes.size(); ++i) {
    const Retries& retries = routes[i].retries;
    const bool repeats = retries.attempts > 0 && retries.non_idempotent;
    const std::string method = repeated_write(routes[i]);
    if (!repeats || !routes[i].service || method.empty()) continue;
    if (!subject.knows(routes[i], {"method"})) continue;
    if (!subject.knows(routes[i], {"retries", "attempts"})) continue;
    if (!subject.knows(routes[i], {"retries", "non_idempotent"})) continue;
    const Span span = subject.key_span(i, {"retries", "non_idempotent"});
    Finding& finding = findings.add(
        routes[i], span,
        "a " + method +
            " that reached the upstream and was not answered in time is sent again: it may be "
            "done twice");
    finding.hint = "leave it out unless the upstream knows repeated requests by a key";
    const config::Node& written = subject.places.find(i, {"retries"}).entry->value;
    const Entry* key = find_entry(written, "non_idempotent");
    if (!is_own(subject, i, key->key_span.begin)) continue;
    const auto index = static_cast<size_t>(key - written.entries.data());
    finding.fix = {remove_entry(subject.source, written, index), false};
  }
}

void check_retry_storms(const Subject& subject, Findings& findings) {
  const auto& routes = subject.config.routes;
  for (size_t i = 0; i < routes.size(); ++i) {
    const Retries& retries = routes[i].retries;
    if (retries.attempts == 0 || !routes[i].service) continue;
    if (!subject.knows(routes[i], {"retries"})) continue;
    const bool at_once = retries.backoff_initial.ns == 0;
    const bool unbounded = retries.budget >= Ratio{1'000'000};
    if (!at_once && !unbounded) continue;
    const Span span = at_once ? subject.key_span(i, {"retries", "backoff", "initial"})
                              : subject.key_span(i, {"retries", "budget"});
    const analyze::Amplification sum = *analyze::amplification(routes[i]);
    findings
        .add(routes[i], span,
             (at_once ? "retries follow without a wait" : "nothing bounds the retries") +
                 std::string(": up to ") + counted(sum.tries, "attempt") +
                 " for a request, and for an upstream in trouble up to " +
                 std::to_string(sum.sustained.ppm / 10'000) + "% of its traffic")
        .hint = at_once ? "begin with backoff: {initial: 25ms}" : "a budget of 20% is usual";
  }
}

void check_retries_on_429(const Subject& subject, Findings& findings) {
  const auto& routes = subject.config.routes;
  for (size_t i = 0; i < routes.size(); ++i) {
    const Retries& retries = routes[i].retries;
    if (retries.attempts == 0 || !routes[i].service || !holds_any(retries.statuses, 429, 429))
      continue;
    if (!subject.knows(routes[i], {"retries", "attempts"})) continue;
    const Span span = subject.key_span(i, {"retries", "on"});
    Finding& finding =
        findings.add(routes[i], span, "an upstream that asks for fewer requests gets more of them");
    finding.hint = "take 429 out of the list: clients see it with its Retry-After";
    const config::Node& list = subject.places.find(i, {"retries", "on"}).entry->value;
    const auto item = std::ranges::find(list.items, "429", &config::Node::text);
    if (item == list.items.end() || list.items.size() == 1) continue;
    const auto covers = [](const config::Node& other) {
      return other.text == "429" || other.text == "4xx";
    };
    if (std::ranges::count_if(list.items, covers) > 1) continue;
    if (!is_own(subject, i, item->span.begin)) continue;
    const auto index = static_cast<size_t>(item - list.items.begin());
    finding.fix = {remove_item(subject.source, list, index), false};
  }
}

// A name may stand for several machines, several ports of one address do not.
void check_single_instances(const Subject& subject, Findings& findings) {
  for (const Service& service : subject.config.services) {
    const config::Endpoint& first = service.endpoints.front();
    const auto address = parse_ip(first.url.host);
    if (!address || is_loopback(*address)) continue;
    const bool one = std::ranges::all_of(service.endpoints, [&](const config::Endpoint& endpoint) {
      return parse_ip(endpoint.url.host) == address;
    });
    if (!one) continue;
    findings
        .add(first.span, "'" + service.name + "' is one address, " + first.url.host +
                             ": when it fails nothing answers in its place")
        .hint =
        service.endpoints.size() == 1
            ? "add endpoints, or a name that stands for several machines"
            : "add endpoints at other addresses, or a name that stands for several machines";
  }
}

void check_single_targets(const Subject& subject, Findings& findings) {
  for (size_t i = 0; i < subject.config.services.size(); ++i) {
    const Entry* written = subject.places.service(i);
    const Entry* balancing =
        written == nullptr ? nullptr : find_entry(written->value, "load_balancing");
    if (balancing == nullptr || subject.config.services[i].endpoints.size() != 1) continue;
    Finding& finding =
        findings.add(balancing->key_span,
                     "'" + written->key + "' has one endpoint: there is nothing to balance");
    finding.hint = "add endpoints, or leave load_balancing out";
    const auto index = static_cast<size_t>(balancing - written->value.entries.data());
    finding.fix = {remove_entry(subject.source, written->value, index), false};
  }
}

constexpr std::array kRules{
    Rule{
        .id = "GW401",
        .name = "missing-timeout",
        .summary = "a route whose timeout nobody chose",
        .why = "Defaults differ between gateways from two seconds to none; the one that holds here "
               "is seldom the one that callers wait for.",
        .source = "traefik issue 10962; istio issue 1888",
        .bad = "defaults: {rate_limit: {rate: 10/s, burst: 20}}",
        .good = "defaults: {rate_limit: {rate: 10/s, burst: 20}, timeout_ms: 3000}",
        .reads = "upstream_service",
        .check = check_missing_timeouts,
    },
    Rule{
        .id = "GW402",
        .name = "timeout-too-long",
        .summary = "a timeout above one minute",
        .why = "An upstream that hangs keeps each of its callers' connections for that long; with "
               "them goes the room for requests that could be answered.",
        .source = "KrakenD audit 3.3.1 to 3.3.4",
        .bad = "timeout_ms: 120000",
        .good = "timeout_ms: 60000",
        .reads = "timeout_ms upstream_service",
        .check = check_long_timeouts,
    },
    Rule{
        .id = "GW403",
        .name = "timeout-chain",
        .summary = "attempts and waits that may not fit into the route's timeout",
        .why = "An upstream that hangs uses up the route's time before the last attempt can begin: "
               "the configuration promises attempts that happen only when those before them fail "
               "fast.",
        .source = "istio issues 21137 and 55748",
        .bad = "retries: {attempts: 2, per_try_timeout_ms: 1500}",
        .good = "retries: {attempts: 2, per_try_timeout_ms: 800}",
        .reads = "timeout_ms retries upstream_service",
        .check = check_timeout_chain,
    },
    Rule{
        .id = "GW419",
        .name = "retry-after-whole-timeout",
        .summary = "retries after a timeout, and no timeout for an attempt",
        .why = "The first attempt may use up the route's whole time; nothing is left in which to "
               "try again.",
        .source = "istio issue 21137; Envoy's per_try_timeout",
        .bad = "retries: {attempts: 2, budget: 20%}",
        .good = "retries: {attempts: 2, per_try_timeout_ms: 800}",
        .reads = "timeout_ms retries upstream_service",
        .check = check_timeout_retries,
    },
    Rule{
        .id = "GW405",
        .name = "retry-non-idempotent",
        .severity = Severity::kError,
        .summary = "POST and PATCH are sent again after they were sent",
        .why = "An upstream that did the work and was slow to say so does it twice: two orders, "
               "two payments.",
        .source = "RFC 9110 section 9.2.2; nginx proxy_next_upstream non_idempotent",
        .bad = "retries: {attempts: 1, per_try_timeout_ms: 800, non_idempotent: true}",
        .good = "retries: {attempts: 1, per_try_timeout_ms: 800, non_idempotent: false}",
        .fixable = Fixable::kUnsafely,
        .reads = "method retries upstream_service",
        .check = check_repeated_writes,
    },
    Rule{
        .id = "GW406",
        .name = "retry-storm",
        .summary = "retries without a wait or without a budget",
        .why = "An upstream that fails under load gets more load because it fails, and cannot "
               "recover.",
        .source = "Envoy's retry_budget; Google SRE book, chapter 22",
        .bad = "retries: {attempts: 1, per_try_timeout_ms: 800, budget: 100%}",
        .good = "retries: {attempts: 1, per_try_timeout_ms: 800, budget: 20%}",
        .reads = "retries upstream_service",
        .check = check_retry_storms,
    },
    Rule{
        .id = "GW407",
        .name = "retry-on-429",
        .summary = "an upstream's 429 is tried again at once",
        .why = "The upstream said that there were too many requests.",
        .source = "RFC 6585 section 4",
        .bad = "retries: {attempts: 1, per_try_timeout_ms: 800, 'on': [429, 503]}",
        .good = "retries: {attempts: 1, per_try_timeout_ms: 800, 'on': [502, 503]}",
        .fixable = Fixable::kUnsafely,
        .reads = "retries upstream_service",
        .check = check_retries_on_429,
    },
    Rule{
        .id = "GW415",
        .name = "single-instance",
        .severity = Severity::kNote,
        .summary = "a service that is a single address",
        .why = "A restart of that machine is an outage of all its routes; retries and a breaker "
               "have nowhere else to go. Says nothing of a name, which may stand for several "
               "machines, nor of loopback; an address that is a balancer's is no mistake.",
        .source = "Kong's health checks of targets; apigeelint TD008",
        .bad = "orders: {url: \"http://10.0.0.7:8080\", circuit_breaker: {failure_rate: 50%}}",
        .good = "orders: {url: \"http://orders:8080\", circuit_breaker: {failure_rate: 50%}}",
        .reads = "url upstream_service",
        .check = check_single_instances,
    },
    Rule{
        .id = "GW418",
        .name = "balancing-one-endpoint",
        .severity = Severity::kNote,
        .summary = "load balancing over one endpoint",
        .why = "The setting has no effect; perhaps the other endpoints were forgotten. An overlay "
               "that gives more of them may rely on it.",
        .source = "apigeelint TD010",
        .bad = "endpoints: [{url: \"http://orders-1.internal\"}]",
        .good =
            "endpoints: [{url: \"http://orders-1.internal\"}, {url: \"http://orders-2.internal\"}]",
        .fixable = Fixable::kUnsafely,
        .check = check_single_targets,
    },
};

}  // namespace

std::span<const Rule> resilience_rules() {
  return kRules;
}

}  // namespace gw::lint
