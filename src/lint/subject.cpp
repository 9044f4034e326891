#include "lint/subject.hpp"

#include <algorithm>

#include "lint/facts.hpp"
#include "lint/fix.hpp"

namespace gw::lint {

const analyze::RouteFacts& Subject::routes() const {
  if (!routes_) routes_ = known_facts();
  return *routes_;
}

Span Subject::key_span(size_t route, std::initializer_list<std::string_view> path) const {
  const config::Place place = places.find(route, path);
  return place.entry == nullptr ? config.routes[route].span : place.entry->key_span;
}

size_t Subject::index_of(const config::Route& route) const {
  return static_cast<size_t>(&route - config.routes.data());
}

bool Subject::knows(const config::Route& route,
                    std::initializer_list<std::string_view> path) const {
  return places.knows(index_of(route), path);
}

bool Subject::knows_limits(const config::Route& route) const {
  return places.top_knows("rate_limit") && knows(route, {"rate_limit"}) &&
         std::ranges::all_of(limits_of(config, route),
                             [&](const AppliedLimit& one) { return knows(*one.limit); });
}

bool Subject::knows_breaker(const config::Route& route) const {
  return knows(route, {"circuit_breaker"}) &&
         (!route.service || places.service_knows(*route.service, "circuit_breaker"));
}

bool Subject::is_open(const config::Route& route) const {
  return !route.auth_required.value && knows(route, {"auth_required"});
}

std::vector<Edit> Subject::remove_top(std::string_view key) const {
  const config::Node& holder = *find_holder(tree, key);
  const config::Entry& entry = *find_entry(holder, key);
  return remove_entry(source, holder, static_cast<size_t>(&entry - holder.entries.data()));
}

bool Subject::keeps_path(const analyze::Bypass& one) const {
  const config::Route& route = config.routes[one.route];
  const config::Route& through = config.routes[one.through];
  const config::Service& service = config.services[*route.service];
  if (!service.from_url || service.endpoints.front().url.unresolved.empty()) return true;
  if (route.replace_path.has_value() != through.replace_path.has_value()) return false;
  if (route.replace_path) return true;
  const auto has_remainder = [&](const analyze::Witness& request) {
    return !analyze::replay(plan.table, request).remainder.empty();
  };
  const bool has_one = has_remainder(one.direct);
  return has_one == has_remainder(one.variant) &&
         (!has_one || route.path.segments.size() == through.path.segments.size());
}

analyze::RouteFacts Subject::known_facts() const {
  analyze::RouteFacts facts = analyze::find_route_facts(config, plan.table);
  if (config.unresolved.empty()) return facts;
  // What it matches; hosts stand for themselves.
  const auto waits = [&](size_t route) {
    return !places.knows(route, {"path"}) || !places.knows(route, {"method"}) ||
           !places.knows(route, {"headers"}) || !places.knows(route, {"query"});
  };
  std::erase_if(facts.unreachable, [&](const analyze::Unreachable& one) {
    return waits(one.route) || std::ranges::any_of(one.taken_by, waits);
  });
  std::erase_if(facts.contests,
                [&](const analyze::Contest& one) { return waits(one.winner) || waits(one.loser); });
  std::erase_if(facts.open, [&](const analyze::OpenQuestion& one) {
    return waits(one.route) || waits(one.other);
  });
  std::erase_if(facts.bypasses, [&](analyze::Bypass& one) {
    const config::Route& through = config.routes[one.through];
    one.without_auth = one.without_auth && is_open(through);
    one.without_limit = one.without_limit && knows_limits(through);
    return waits(one.route) || waits(one.through) || !keeps_path(one) ||
           !(one.without_auth || one.without_limit);
  });
  return facts;
}

}  // namespace gw::lint
