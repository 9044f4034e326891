#include "simulate/observer.hpp"

#include <algorithm>

namespace gw::simulate {

namespace {

using policy::Algorithm;

constexpr bool is_paced(const policy::LimitSpec& spec) {
  return spec.algorithm == Algorithm::kGcra || spec.algorithm == Algorithm::kTokenBucket;
}

KeyPeaks peaks_of(std::vector<int64_t>& peaks) {
  if (peaks.empty()) return {};
  const size_t rank = (peaks.size() * 999 + 999) / 1000 - 1;
  std::ranges::nth_element(peaks, peaks.begin() + static_cast<ptrdiff_t>(rank));
  const int64_t p999 = peaks[rank];
  return {std::ranges::max(peaks), p999};
}

}  // namespace

Observer::Observer(const engine::Plan& plan, const Options& options)
    : plan_(plan), max_keys_(options.max_observed_keys), breakers_(plan.breaker_slots) {
  for (const engine::LimitPlan& limit : plan.limits) {
    limits_.push_back({limit.spec, limit.before_auth, 0, 0, {}});
  }
  for (const engine::RoutePlan& route : plan.routes) {
    if (!route.breaker || route.breaker->spec.window_kind != policy::BreakerWindow::kTime) continue;
    for (const uint32_t slot : route.breaker->slots) {
      breakers_[slot].window.emplace(route.breaker->spec.window);
    }
  }
}

void Observer::arrived(Instant now, const Arrival& arrival) {
  const bool matched = arrival.match == static_cast<uint8_t>(engine::MatchOutcome::kMatched);
  if (!matched || arrival.has(Arrival::kBadRequest)) return;
  const engine::RoutePlan& route = plan_.routes[arrival.route];
  const auto identity = static_cast<engine::Identity>(arrival.identity);
  const bool known = identity != engine::Identity::kRefused &&
                     (!route.auth_required || identity == engine::Identity::kAuthenticated);
  for (size_t i = 0; i < route.limits.size(); ++i) {
    Limit& limit = limits_[route.limits[i]];
    if (known || limit.before_auth) count(limit, arrival.extra()[i], now.ns);
  }
}

void Observer::count(Limit& limit, uint64_t hash, int64_t now_ns) {
  ++limit.requests;
  if (limit.spec.algorithm == Algorithm::kConcurrency) return;
  auto found = limit.keys.find(hash);
  if (found == limit.keys.end()) {
    if (keys_ == max_keys_) {
      ++limit.overflow;
      return;
    }
    ++keys_;
    found = limit.keys.emplace(hash, Key{.opened_ns = now_ns, .last_ns = now_ns}).first;
  }
  Key& key = found->second;
  if (now_ns - key.opened_ns >= limit.spec.per_us * 1000) {
    key.opened_ns = now_ns;
    key.in_window = 0;
  }
  key.window_most = std::max(key.window_most, ++key.in_window);
  if (!is_paced(limit.spec)) return;
  const int64_t us = (now_ns - key.last_ns) / 1000;
  key.level = std::max<Wide>(key.level - Wide{us} * limit.spec.count, 0);
  key.last_ns = key.level == 0 ? now_ns : key.last_ns + us * 1000;
  key.level += limit.spec.per_us;
  const Wide at_once = (key.level + limit.spec.per_us - 1) / limit.spec.per_us;
  key.needed_most = std::max(key.needed_most, static_cast<int64_t>(at_once));
}

void Observer::ended(Instant now, uint32_t route, uint32_t endpoint, engine::AttemptEnd end) {
  const auto& plan = plan_.routes[route].breaker;
  if (!plan || end == engine::AttemptEnd::kAborted) return;
  const bool per_endpoint = plan->scope == engine::BreakerPlan::Scope::kEndpoint;
  Breaker& breaker = breakers_[plan->slots[per_endpoint ? endpoint : 0]];
  ++breaker.load.calls;
  int64_t in_window = static_cast<int64_t>(breaker.load.calls);
  if (breaker.window) {
    breaker.window->add(now, {1});
    in_window = breaker.window->totals(now)[0];
  }
  breaker.load.most_in_window = std::max(breaker.load.most_in_window, in_window);
}

int64_t Observer::capacity_of(const engine::LimitPlan& limit) const {
  const policy::LimitSpec& spec = limit.spec;
  if (spec.algorithm == Algorithm::kTokenBucket) return spec.burst;
  if (spec.algorithm != Algorithm::kGcra) return spec.count;
  if (!limit.queue) return spec.burst + 1;
  const Wide in_time = Wide{limit.queue->max_wait.ns / 1000} * spec.count / spec.per_us;
  return spec.burst + 1 + static_cast<int64_t>(std::min<Wide>(in_time, limit.queue->max_length));
}

Observed Observer::finish() const {
  Observed out;
  std::vector<int64_t> window;
  std::vector<int64_t> needed;
  for (size_t i = 0; i < limits_.size(); ++i) {
    const Limit& limit = limits_[i];
    window.clear();
    needed.clear();
    for (const auto& [hash, key] : limit.keys) {
      window.push_back(key.window_most);
      needed.push_back(is_paced(limit.spec) ? key.needed_most : key.window_most);
    }
    LimitDemand& demand = out.limits.emplace_back();
    demand.requests = limit.requests;
    demand.keys = limit.keys.size();
    demand.overflow = limit.overflow;
    demand.window = peaks_of(window);
    demand.needed = peaks_of(needed);
    demand.capacity = capacity_of(plan_.limits[i]);
    demand.keys_over = static_cast<uint64_t>(
        std::ranges::count_if(needed, [&](int64_t peak) { return peak > demand.capacity; }));
  }
  for (const Breaker& breaker : breakers_) out.breakers.push_back(breaker.load);
  return out;
}

}  // namespace gw::simulate
