#include "simulate/tally.hpp"

#include <algorithm>
#include <map>
#include <string>
#include <utility>

namespace gw::simulate {

namespace {

constexpr bool is_limit_refusal(engine::Reason reason) {
  return reason == engine::Reason::kRateLimited || reason == engine::Reason::kConcurrencyLimited ||
         reason == engine::Reason::kQueueFull || reason == engine::Reason::kQueueTooSlow;
}

void sort_outcomes(std::vector<ReasonStatus>& outcomes) {
  std::sort(outcomes.begin(), outcomes.end(), [](const ReasonStatus& a, const ReasonStatus& b) {
    if (a.requests != b.requests) return a.requests > b.requests;
    return a.reason != b.reason ? a.reason < b.reason : a.status < b.status;
  });
}

uint64_t add_up(const std::vector<ReasonStatus>& outcomes, GroupCounts& groups) {
  uint64_t requests = 0;
  for (const ReasonStatus& one : outcomes) {
    groups[group_of(one.reason, one.status)] += one.requests;
    requests += one.requests;
  }
  return requests;
}

}  // namespace

Group group_of(engine::Reason reason, uint16_t status) {
  switch (reason) {
    case engine::Reason::kProxied:
    case engine::Reason::kMocked:
      return status >= 500 ? Group::kFailed : Group::kAnswered;
    case engine::Reason::kClientGone:
      return Group::kAnswered;
    case engine::Reason::kUpstreamUnreachable:
    case engine::Reason::kUpstreamBroken:
    case engine::Reason::kUpstreamTimeout:
      return Group::kFailed;
    case engine::Reason::kBadRequest:
    case engine::Reason::kNoRoute:
    case engine::Reason::kMethodNotAllowed:
      return Group::kUnrouted;
    case engine::Reason::kUnauthenticated:
    case engine::Reason::kRateLimited:
    case engine::Reason::kConcurrencyLimited:
    case engine::Reason::kQueueFull:
    case engine::Reason::kQueueTooSlow:
    case engine::Reason::kServiceSaturated:
    case engine::Reason::kBreakerOpen:
    case engine::Reason::kOverloaded:
      return Group::kRejected;
  }
  return Group::kRejected;
}

void OutcomeCounts::add_further(uint64_t kind) {
  const auto reason = static_cast<engine::Reason>(kind >> 16);
  const auto status = static_cast<uint16_t>(kind & 0xFFFF);
  for (ReasonStatus& one : further_) {
    if (one.reason != reason || one.status != status) continue;
    ++one.requests;
    return;
  }
  further_.push_back({reason, status, 1});
}

std::vector<ReasonStatus> OutcomeCounts::list() const {
  std::vector<ReasonStatus> out;
  for (const uint64_t packed : first_) {
    if (packed == 0) break;
    const uint64_t kind = packed >> kCountBits;
    out.push_back({static_cast<engine::Reason>(kind >> 16), static_cast<uint16_t>(kind & 0xFFFF),
                   packed & kCountMask});
  }
  out.insert(out.end(), further_.begin(), further_.end());
  return out;
}

Tally::Tally(const engine::Plan& plan, const Options& options, Clients& clients)
    : plan_(plan),
      options_(options),
      clients_(clients),
      routes_(plan.routes.size()),
      limits_(plan.limits.size()) {
  uint32_t endpoints = 0;
  for (const engine::ServicePlan& service : plan.services) {
    first_endpoint_.push_back(endpoints);
    endpoints += static_cast<uint32_t>(service.endpoints.size());
  }
  endpoints_.resize(endpoints);
  const bool local = options.store == Store::kLocal;
  breakers_.resize(size_t{plan.breaker_slots} * (local ? options.replicas : 1));
  shed_by_all_.resize(breakers_.size());
}

void Tally::concluded(const Moment& at, const engine::Verdict& verdict, const Recorded& recorded) {
  Series::Point& point = series_.at(at.ns);
  const Group group = group_of(verdict.reason, verdict.status);
  ++point.groups[group];
  if (recorded.route == engine::kNone) {
    unrouted_.add(verdict.reason, verdict.status);
    return;
  }
  RouteCounts& route = routes_[recorded.route];
  route.outcomes.add(verdict.reason, verdict.status);
  if (verdict.queued.ns > 0) [[unlikely]]
    count_delay(verdict, recorded, point);
  if (verdict.shadow_refused) [[unlikely]] {
    ++route.shadow_refused;
    count_shadow_refusals(at, verdict, recorded);
  }
  if (group == Group::kRejected) {
    refused(at, verdict, recorded);
  } else if (verdict.attempts > 0) {
    clients_.let_through(recorded.client);
  }
}

void Tally::refused(const Moment& at, const engine::Verdict& verdict, const Recorded& recorded) {
  Rejection rejection{at.ns, recorded.status, recorded.by_gateway};
  if (options_.lanes) rejection.step_ns = series_.step_ns();
  clients_.rejected(recorded.client, rejection);
  if (is_limit_refusal(verdict.reason) && verdict.limit != engine::kNone) {
    LimitCounts& limit = limits_[verdict.limit];
    ++limit.refused;
    limit.at(at);
    limit.clients += clients_.first_refusal_by(verdict.limit, recorded.client) ? 1 : 0;
  }
  if (verdict.reason != engine::Reason::kBreakerOpen) return;
  const auto& breaker_plan = plan_.routes[recorded.route].breaker;
  if (!breaker_plan || breaker_plan->slots.empty()) return;
  const uint32_t slot = breaker_plan->slots[0];
  if (breaker_plan->scope == engine::BreakerPlan::Scope::kEndpoint) {
    ++shed_by_all_[size_t{recorded.replica} * plan_.breaker_slots + slot];
  } else {
    ++breaker(recorded.replica, slot).shed;
  }
}

void Tally::count_shadow_refusals(const Moment& at, const engine::Verdict& verdict,
                                  const Recorded& recorded) {
  const auto& limits = plan_.routes[recorded.route].limits;
  for (size_t i = 0; i < limits.size(); ++i) {
    if ((verdict.shadow_refused >> i & 1) == 0) continue;
    LimitCounts& limit = limits_[limits[i]];
    ++limit.shadow_refused;
    limit.at(at);
    limit.clients += clients_.first_shadow_refusal_by(limits[i], recorded.client) ? 1 : 0;
  }
}

// A verdict does not say whose line it was; a route with several lines has the deciding limit's.
void Tally::count_delay(const engine::Verdict& verdict, const Recorded& recorded,
                        Series::Point& point) {
  ++point.delayed;
  delays_.add(verdict.queued);
  ++routes_[recorded.route].delayed;
  clients_.delayed(recorded.client);
  uint32_t line = engine::kNone;
  for (const uint32_t limit : plan_.routes[recorded.route].limits) {
    if (!plan_.limits[limit].queue) continue;
    if (line == engine::kNone || limit == verdict.limit) line = limit;
  }
  if (line != engine::kNone) ++limits_[line].delayed;
}

void Tally::attempted(const Moment& at, uint32_t route, uint32_t endpoint, uint8_t number) {
  if (number > 0) ++routes_[route].retries;
  EndpointCounts& counts = endpoints_[endpoint_index(route, endpoint)];
  ++counts.attempts;
  counts.peak.add(at.second);
  if (++counts.in_flight > counts.in_flight_peak) {
    counts.in_flight_peak = counts.in_flight;
    counts.in_flight_peak_ns = at.ns;
  }
}

void Tally::ended(uint32_t route, uint32_t endpoint, engine::AttemptEnd end, uint16_t status) {
  EndpointCounts& counts = endpoints_[endpoint_index(route, endpoint)];
  --counts.in_flight;
  switch (end) {
    case engine::AttemptEnd::kAnswered:
      counts.errors += status >= 500 ? 1 : 0;
      return;
    case engine::AttemptEnd::kUnreachable:
    case engine::AttemptEnd::kBroken:
      ++counts.errors;
      return;
    case engine::AttemptEnd::kTimedOut:
      ++counts.timeouts;
      return;
    case engine::AttemptEnd::kAborted:
      // Dropped for a retry because of its status, or because the client left.
      ++(status >= 500 ? counts.errors : counts.aborted);
      return;
  }
}

Tally::BreakerCounts& Tally::breaker(uint32_t replica, uint32_t slot) {
  return breakers_[size_t{replica} * plan_.breaker_slots + slot];
}

void Tally::pass_time(BreakerCounts& breaker, int64_t now_ns) {
  const int64_t passed = now_ns - std::exchange(breaker.since_ns, now_ns);
  if (breaker.state == policy::BreakerState::kOpen) breaker.open_ns += passed;
  if (breaker.state == policy::BreakerState::kHalfOpen) breaker.half_open_ns += passed;
}

void Tally::breaker_moved(const Moment& at, uint32_t replica, const engine::BreakerMoved& moved) {
  BreakerCounts& counts = breaker(replica, moved.slot);
  pass_time(counts, at.ns);
  counts.state = moved.transition.to;
  counts.opened += counts.state == policy::BreakerState::kOpen ? 1 : 0;
  ++counts.changes_total;
  if (counts.changes.size() >= options_.max_breaker_changes) return;
  counts.changes.push_back({WallTime{at.ns}, counts.state});
}

void Tally::finish(Results& results) {
  results.routes = route_rows(results);
  results.limits = limit_rows(results.routes);
  results.endpoints = endpoint_rows();
  results.breakers = breaker_rows();
  results.delays = delays_.summary();
  results.series = series_.finish();
  results.hit = clients_.summary(options_.top_clients, results.series);
  if (first_ns_ == INT64_MIN) return;
  results.first = WallTime{first_ns_};
  results.last = WallTime{last_ns_};
}

// Adds the totals up on the way.
std::vector<RouteRow> Tally::route_rows(Results& results) const {
  std::map<std::pair<engine::Reason, uint16_t>, uint64_t> all;
  std::vector<RouteRow> rows;
  Totals& totals = results.totals;
  for (size_t i = 0; i < routes_.size(); ++i) {
    const RouteCounts& counts = routes_[i];
    const engine::RoutePlan& route = plan_.routes[i];
    RouteRow& row = rows.emplace_back();
    row.name = route.name;
    row.path = route.path;
    if (route.service != engine::kNone) row.service = plan_.services[route.service].name;
    row.outcomes = counts.outcomes.list();
    for (const ReasonStatus& one : row.outcomes) all[{one.reason, one.status}] += one.requests;
    sort_outcomes(row.outcomes);
    row.requests = add_up(row.outcomes, row.groups);
    row.delayed = counts.delayed;
    row.shadow_refused = counts.shadow_refused;
    row.retries = counts.retries;
    row.sampled = counts.sampled;
    row.peak = counts.peak.peak();
    totals.delayed += row.delayed;
    totals.shadow_refused += row.shadow_refused;
    totals.retries += row.retries;
  }
  for (const ReasonStatus& one : unrouted_.list()) all[{one.reason, one.status}] += one.requests;
  for (const auto& [kind, requests] : all) {
    results.outcomes.push_back({kind.first, kind.second, requests});
  }
  sort_outcomes(results.outcomes);
  totals.requests = add_up(results.outcomes, totals.groups);
  for (const EndpointCounts& endpoint : endpoints_) totals.attempts += endpoint.attempts;
  return rows;
}

std::vector<LimitRow> Tally::limit_rows(const std::vector<RouteRow>& routes) const {
  std::vector<LimitRow> rows(limits_.size());
  for (size_t i = 0; i < limits_.size(); ++i) {
    const LimitCounts& counts = limits_[i];
    LimitRow& row = rows[i];
    row.name = plan_.limits[i].name;
    row.shadow = plan_.limits[i].shadow;
    row.refused = counts.refused;
    row.shadow_refused = counts.shadow_refused;
    row.delayed = counts.delayed;
    row.clients = counts.clients;
    row.peak_refused = counts.peak.peak();
    if (counts.first_ns != INT64_MIN) row.first_refused = WallTime{counts.first_ns};
  }
  for (size_t i = 0; i < routes.size(); ++i) {
    for (const uint32_t limit : plan_.routes[i].limits) rows[limit].requests += routes[i].requests;
  }
  return rows;
}

std::vector<EndpointRow> Tally::endpoint_rows() const {
  std::vector<EndpointRow> rows;
  for (size_t service = 0; service < plan_.services.size(); ++service) {
    for (size_t i = 0; i < plan_.services[service].endpoints.size(); ++i) {
      const EndpointCounts& counts = endpoints_[first_endpoint_[service] + i];
      rows.push_back({plan_.services[service].name, plan_.services[service].endpoints[i].name,
                      counts.attempts, counts.errors, counts.timeouts, counts.aborted,
                      counts.peak.peak(), counts.in_flight_peak,
                      WallTime{counts.in_flight_peak_ns}});
    }
  }
  return rows;
}

std::vector<BreakerRow> Tally::breaker_rows() {
  std::vector<BreakerRow> rows;
  std::vector<bool> listed(breakers_.size());
  const size_t replicas = plan_.breaker_slots == 0 ? 0 : breakers_.size() / plan_.breaker_slots;
  for (const engine::RoutePlan& route : plan_.routes) {
    if (!route.breaker) continue;
    const bool per_endpoint = route.breaker->scope == engine::BreakerPlan::Scope::kEndpoint;
    for (size_t i = 0; i < route.breaker->slots.size(); ++i) {
      for (uint32_t replica = 0; replica < replicas; ++replica) {
        const uint32_t slot = route.breaker->slots[i];
        const size_t place = size_t{replica} * plan_.breaker_slots + slot;
        BreakerCounts& counts = breakers_[place];
        if (listed[place] || (counts.changes_total == 0 && counts.shed == 0)) continue;
        listed[place] = true;
        pass_time(counts, std::max(last_ns_, counts.since_ns));
        if (const uint64_t shed = std::exchange(shed_by_all_[place], 0)) {
          rows.push_back(
              {.name = route.breaker->name, .slot = slot, .replica = replica, .shed = shed});
        }
        BreakerRow& row = rows.emplace_back();
        row.name = route.breaker->name;
        row.slot = slot;
        if (per_endpoint) row.endpoint = plan_.services[route.service].endpoints[i].name;
        row.replica = replica;
        row.changes = std::move(counts.changes);
        row.changes_total = counts.changes_total;
        row.opened = counts.opened;
        row.open = {counts.open_ns};
        row.half_open = {counts.half_open_ns};
        row.shed = counts.shed;
        row.at_end = counts.state;
      }
    }
  }
  return rows;
}

}  // namespace gw::simulate
