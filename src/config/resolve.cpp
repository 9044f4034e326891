#include "config/resolve.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "base/text.hpp"
#include "config/conflicts.hpp"
#include "config/path_template.hpp"
#include "config/url.hpp"
#include "http/secret_field.hpp"

namespace gw::config {
namespace {

constexpr size_t kMaxEndpoints = 64;
constexpr size_t kMaxLimitsPerRoute = 8;

std::string nearest_hint(std::string_view word, std::span<const std::string_view> known,
                         std::string otherwise) {
  const std::string_view near = nearest_word(word, known);
  return near.empty() ? std::move(otherwise) : "did you mean '" + std::string(near) + "'?";
}

std::string default_route_name(const Route& route) {
  std::string methods;
  for (const Located<std::string>& method : route.methods) {
    methods += (methods.empty() ? "" : ",") + method.value;
  }
  std::string host;
  if (!route.hosts.empty()) {
    host = route.hosts.front().pattern();
  }
  return methods + (methods.empty() ? "" : " ") + host + route.path.text;
}

class Resolver {
 public:
  Resolver(Draft draft, Problems& problems)
      : draft_(std::move(draft)), config_(std::move(draft_.config)), problems_(problems) {}

  Config run() {
    add_pools();
    for (ServiceDraft& service : draft_.services) add_service(std::move(service));
    for (const PolicyDraft& policies : service_policies_) check_balancing(policies);
    check_balancing(draft_.defaults);
    check_default_limits();
    name_routes();
    config_.routes.reserve(draft_.routes.size());
    for (RouteDraft& route : draft_.routes) add_route(route);
    find_conflicts(config_.routes, problems_);
    warn_of_missing_scheme();
    return std::move(config_);
  }

 private:
  // ---- limits

  void add_pools() {
    for (RateLimit& pool : draft_.pools) {
      refuse_params(pool.key);
      pool_index_.emplace(pool.name, config_.pools.size());
      limit_names_.insert(pool.name);
      config_.pools.push_back(std::move(pool));
    }
    size_t count = 0;
    for (const LimitDraft& limit : draft_.gateway_limits) {
      if (const auto* own = std::get_if<RateLimit>(&limit)) {
        refuse_params(own->key);
        gateway_uses_.emplace_back(PoolUse{config_.pools.size(), own->span});
        config_.pools.push_back(named(*own, "gateway", ++count));
      } else {
        use_pool(std::get<Located<std::string>>(limit), gateway_uses_);
      }
    }
  }

  // A shared limit and a service serve many routes, whose paths have different parameters.
  void refuse_params(const std::vector<KeyPart>& key) {
    for (const KeyPart& part : key) {
      if (part.kind != KeyPart::Kind::kParam) continue;
      problems_.error(Code::kBadLimitKey, part.span,
                      "a path parameter is a key for limits of a route alone",
                      "move the limit to the route");
    }
  }

  std::optional<PoolUse> find_pool(const Located<std::string>& name) {
    const auto found = pool_index_.find(name.value);
    if (found != pool_index_.end()) return PoolUse{found->second, name.span};
    std::vector<std::string_view> known;
    for (const auto& [pool, index] : pool_index_) {
      if (!problems_.full()) known.push_back(pool);
    }
    problems_.error(Code::kUnknownRateLimit, name.span,
                    "no shared limit has the name " + quoted(name.value),
                    nearest_hint(name.value, known, "define it in 'rate_limits'"));
    return std::nullopt;
  }

  // Named once alone: all limits of a request are checked before any is charged, so that a limit
  // named twice would be charged beyond what it lets pass.
  void use_pool(const Located<std::string>& name, std::vector<LimitUse>& uses) {
    const auto found = find_pool(name);
    if (!found) return;
    for (const LimitUse& use : uses) {
      const auto* const earlier = std::get_if<PoolUse>(&use);
      if (earlier == nullptr || earlier->pool != found->pool) continue;
      problems_
          .error(Code::kDuplicateName, name.span,
                 "the shared limit " + quoted(name.value) + " counts these requests already",
                 "name it once")
          .notes.push_back({earlier->span, "here"});
      return;
    }
    uses.emplace_back(*found);
  }

  // Whether any route inherits them or not; those that do say no more of it.
  void check_default_limits() {
    if (!draft_.defaults.limits) return;
    for (const LimitDraft& limit : *draft_.defaults.limits) {
      if (const auto* name = std::get_if<Located<std::string>>(&limit)) find_pool(*name);
    }
  }

  // The `count`th limit of its owner, under a name that nobody else has.
  RateLimit named(RateLimit limit, const std::string& owner, size_t count) {
    const bool is_named = !limit.name.empty();
    std::string name = is_named ? limit.name : "limit";
    if (!is_named && count > 1) name += "-" + std::to_string(count);
    limit.name = owner + "/" + name;
    if (!limit_names_.insert(limit.name).second) {
      problems_.error(Code::kDuplicateName, limit.span,
                      "a second limit with the name " + quoted(limit.name),
                      "give it another 'name'");
    }
    return limit;
  }

  void check_param_keys(const RateLimit& limit, const Route& route) {
    for (const KeyPart& part : limit.key) {
      if (part.kind != KeyPart::Kind::kParam || route.path.text.empty()) continue;
      if (is_unresolved(route.path)) continue;
      const auto is_it = [&](const Segment& segment) {
        return segment.is_param && segment.text == part.name;
      };
      const auto& segments = route.path.segments;
      if (std::any_of(segments.begin(), segments.end(), is_it)) continue;
      if (route.path.rest && *route.path.rest == part.name) continue;
      problems_
          .error(Code::kUnknownParam, part.span, "the path has no parameter " + quoted(part.name))
          .notes.push_back({route.path.span, "the path"});
    }
  }

  void add_limits(RouteDraft& draft) {
    Route& route = draft.route;
    const std::vector<LimitDraft> none;
    const auto& inherited = draft_.defaults.limits ? *draft_.defaults.limits : none;
    const auto& limits = draft.policies.limits ? *draft.policies.limits : inherited;
    route.limits = gateway_uses_;
    size_t count = 0;
    for (const LimitDraft& limit : limits) {
      if (const auto* own = std::get_if<RateLimit>(&limit)) {
        check_param_keys(*own, route);
        route.limits.emplace_back(named(*own, route.name, ++count));
        continue;
      }
      const auto& name = std::get<Located<std::string>>(limit);
      const bool is_told = &limits == &inherited && !pool_index_.contains(name.value);
      if (!is_told) use_pool(name, route.limits);
    }
    if (route.limits.size() > kMaxLimitsPerRoute) {
      problems_.error(Code::kOutOfRange, route.span,
                      "a route has at most " + std::to_string(kMaxLimitsPerRoute) +
                          " limits, those of the gateway included, not " +
                          std::to_string(route.limits.size()));
    }
  }

  // ---- services

  void add_service(ServiceDraft draft) {
    Service& service = draft.service;
    const PolicyDraft& own = draft.policies;
    const PolicyDraft& defaults = draft_.defaults;
    if (const auto& balancing = own.load_balancing ? own.load_balancing : defaults.load_balancing) {
      service.load_balancing = *balancing;
    }
    if (const auto& breaker = own.breaker ? own.breaker : defaults.breaker) {
      service.breaker = breaker->value;
    }
    service.max_in_flight = own.max_in_flight.value_or(defaults.max_in_flight.value_or(0));
    check_endpoints(service);
    service_index_.emplace(service.name, config_.services.size());
    config_.services.push_back(std::move(service));
    service_policies_.push_back(std::move(draft.policies));
  }

  void check_balancing(const PolicyDraft& policies) {
    if (policies.load_balancing) refuse_params(policies.load_balancing->key);
  }

  void check_endpoints(const Service& service) {
    if (service.endpoints.size() > kMaxEndpoints) {
      problems_.error(Code::kOutOfRange, service.span,
                      "a service has at most " + std::to_string(kMaxEndpoints) +
                          " endpoints, not " + std::to_string(service.endpoints.size()));
    }
    const Balancing algorithm = service.load_balancing.algorithm;
    const bool takes_weights = !service.load_balancing.is_known ||
                               algorithm == Balancing::kWeightedRoundRobin ||
                               algorithm == Balancing::kConsistentHash;
    std::map<std::string, Span> seen;
    for (const Endpoint& endpoint : service.endpoints) {
      if (endpoint.weight != 1 && !takes_weights) {
        problems_.error(Code::kConflictingKeys, endpoint.span,
                        "the endpoint's 'weight' has no meaning with this load_balancing",
                        "add 'load_balancing: weighted_round_robin'");
      }
      const auto [first, is_new] = seen.emplace(origin(endpoint.url), endpoint.span);
      if (is_new) continue;
      problems_
          .error(Code::kDuplicateName, endpoint.span, "the same endpoint twice in one service",
                 "use 'weight' to send it more")
          .notes.push_back({first->second, "the first one"});
    }
  }

  // The service of an upstream; a URL's comes to be with its first use.
  std::optional<size_t> find_service(const UpstreamDraft& upstream) {
    if (upstream.url) return service_of_url(*upstream.url, upstream.text.span);
    const std::string& name = upstream.text.value;
    const auto found = service_index_.find(name);
    if (found != service_index_.end()) return found->second;
    std::vector<std::string_view> known;
    for (const auto& [service, index] : service_index_) {
      if (!config_.services[index].from_url && !problems_.full()) known.push_back(service);
    }
    problems_.error(
        Code::kUnknownService, upstream.text.span, "no service has the name " + quoted(name),
        nearest_hint(name, known,
                     "define it in 'services', or write a URL: http://" + http::shown_text(name)));
    return std::nullopt;
  }

  size_t service_of_url(const Url& url, Span span) {
    const std::string name = origin(url);
    const auto found = service_index_.find(name);
    if (found != service_index_.end()) return found->second;
    ServiceDraft draft;
    draft.service.name = name;
    draft.service.span = span;
    draft.service.from_url = true;
    draft.service.endpoints = {{url, 1, span}};
    add_service(std::move(draft));
    return config_.services.size() - 1;
  }

  // ---- routes

  void name_routes() {
    std::map<std::string, Span> taken;
    for (const RouteDraft& draft : draft_.routes) {
      if (!draft.is_named) continue;
      const auto [first, is_new] = taken.emplace(draft.route.name, draft.route.span);
      if (is_new) continue;
      problems_
          .error(Code::kDuplicateName, draft.route.span,
                 "a second route with the name " + quoted(draft.route.name))
          .notes.push_back({first->second, "the first one"});
    }
    std::map<std::string, size_t> uses;
    for (RouteDraft& draft : draft_.routes) {
      if (draft.is_named) continue;
      const std::string name = default_route_name(draft.route);
      do {
        const size_t count = ++uses[name];
        draft.route.name = count == 1 ? name : name + " #" + std::to_string(count);
      } while (!taken.emplace(draft.route.name, draft.route.span).second);
    }
  }

  void add_route(RouteDraft& draft) {
    Route& route = draft.route;
    if (draft.upstream) route.service = find_service(*draft.upstream);
    static const PolicyDraft nothing;
    inherit(route, draft.policies, route.service ? service_policies_[*route.service] : nothing,
            draft_.defaults);
    if (draft.policies.breaker) route.breaker = draft.policies.breaker->value;
    add_limits(draft);
    config_.routes.push_back(std::move(route));
  }

  // The first that says something: the route, its service, the defaults.
  static void inherit(Route& route, const PolicyDraft& own, const PolicyDraft& service,
                      const PolicyDraft& defaults) {
    for (const PolicyDraft* policies : {&defaults, &service, &own}) {
      if (policies->timeout) route.timeout = policies->timeout->value;
      if (policies->connect_timeout) route.connect_timeout = *policies->connect_timeout;
      if (policies->retries) route.retries = *policies->retries;
      if (policies->auth_required) route.auth_required = *policies->auth_required;
    }
  }

  // One warning for all routes: no scheme can be configured yet, so each of them fails closed.
  void warn_of_missing_scheme() {
    size_t count = 0;
    Span first;
    for (const Route& route : config_.routes) {
      if (!route.auth_required.value) continue;
      if (count++ == 0 || route.auth_required.span.begin < first.begin) {
        first = route.auth_required.span;
      }
    }
    if (count == 0) return;
    problems_.warning(Code::kAuthWithoutScheme, first,
                      "no authentication scheme is configured: " +
                          (count == 1 ? std::string("a route answers")
                                      : std::to_string(count) + " routes answer") +
                          " every request with 401");
  }

  Draft draft_;
  Config config_;
  Problems& problems_;
  std::map<std::string, size_t> pool_index_;
  std::map<std::string, size_t> service_index_;
  std::vector<PolicyDraft> service_policies_;  // by service
  std::set<std::string> limit_names_;
  std::vector<LimitUse> gateway_uses_;
};

}  // namespace

Config resolve(Draft draft, Problems& problems) {
  return Resolver(std::move(draft), problems).run();
}

}  // namespace gw::config
