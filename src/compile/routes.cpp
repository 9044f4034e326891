#include <algorithm>

#include "base/check.hpp"
#include "compile/builder.hpp"
#include "compile/predicate.hpp"
#include "engine/predicate.hpp"

namespace gw::compile {
namespace {

std::vector<engine::ValuePiece> pieces_of(const std::vector<config::ValuePart>& parts) {
  std::vector<engine::ValuePiece> out;
  for (const config::ValuePart& part : parts) {
    auto kind = engine::ValuePiece::Kind::kLiteral;
    if (part.kind == config::ValuePart::Kind::kGenerateUuid) {
      kind = engine::ValuePiece::Kind::kGenerateUuid;
    } else if (part.kind == config::ValuePart::Kind::kTraceId) {
      kind = engine::ValuePiece::Kind::kTraceId;
    }
    out.push_back({kind, part.text});
  }
  return out;
}

engine::MockPlan mock_of(const config::Mock& mock) {
  return {mock.status, mock.body, mock.headers, mock.delay};
}

engine::PathTemplate template_of(const config::PathTemplate& path) {
  engine::PathTemplate out;
  for (const config::Segment& segment : path.segments) {
    out.segments.push_back({segment.is_param, segment.text});
  }
  out.rest = path.rest.has_value();
  return out;
}

}  // namespace

void Builder::add_limits(const config::Route& route, engine::RoutePlan& plan) {
  for (const config::LimitUse& use : route.limits) {
    if (const auto* pool = std::get_if<config::PoolUse>(&use)) {
      plan.limits.push_back(static_cast<uint32_t>(pool->pool));
    } else {
      plan.limits.push_back(add_limit(std::get<config::RateLimit>(use), &route));
    }
  }
  GW_CHECK(plan.limits.size() <= engine::kMaxLimitsPerRoute);
}

engine::RetryPlan Builder::retry_plan(const config::Route& route) {
  const config::Retries& retries = route.retries;
  engine::RetryPlan plan;
  plan.attempts = static_cast<uint8_t>(retries.attempts);
  plan.on_connect_failure = retries.on_connect_failure;
  plan.on_timeout = retries.on_timeout;
  plan.on_broken = retries.on_connect_failure;
  plan.non_idempotent = retries.non_idempotent;
  plan.on_status = status_set(retries.statuses);
  plan.per_try_timeout = retries.per_try_timeout.value_or(Duration{0});
  plan.backoff_initial = retries.backoff_initial;
  plan.backoff_max = std::max(retries.backoff_initial, retries.backoff_max);
  plan.budget = retries.budget;
  if (plan.attempts == 0) return plan;
  const std::string owner =
      route.service ? "service|" + config_.services[*route.service].name : "route|" + route.name;
  plan.budget_slot = slot(slots_.budgets, owner + '|' + std::to_string(plan.budget.ppm));
  return plan;
}

void Builder::add_route(const config::Route& route) {
  engine::RoutePlan plan;
  plan.name = route.name;
  plan.path = route.path.text;
  if (route.service) plan.service = static_cast<uint32_t>(*route.service);
  plan.upstream_path = route.replace_path;
  add_limits(route, plan);
  if (route.breaker) {
    plan.breaker = breaker_plan(*route.breaker, route, true);
  } else if (route.service && config_.services[*route.service].breaker) {
    plan.breaker = breaker_plan(*config_.services[*route.service].breaker, route, false);
  }
  plan.retry = retry_plan(route);
  plan.timeout = route.timeout;
  plan.connect_timeout = route.connect_timeout;
  plan.auth_required = route.auth_required.value;
  for (const config::HeaderTemplate& header : route.transform_request.add_headers) {
    plan.add_headers.push_back({header.name, pieces_of(header.value)});
  }
  for (const auto& header : route.transform_request.remove_headers) {
    plan.remove_headers.push_back(header.value);
  }
  if (route.mock) plan.mock = mock_of(*route.mock);
  plan_.routes.push_back(std::move(plan));
}

// False after a mistake. A pattern is compiled here once more than needed, to find its mistakes at
// their place.
bool Builder::add_predicates(const std::vector<config::FieldMatch>& matches,
                             engine::Predicate::Where where, engine::RouteSpec& spec) {
  bool sound = true;
  for (const config::FieldMatch& match : matches) {
    engine::Predicate predicate = predicate_of(match, where);
    const auto compiled = engine::CompiledPredicate::compile(predicate);
    if (!compiled) {
      error("bad-regex", match.span, "the pattern is not valid: " + compiled.error().message,
            "the syntax is that of RE2, without look-around and back-references");
      sound = false;
    }
    if (where == engine::Predicate::Where::kHeader) note_header(match.name);
    spec.predicates.push_back(std::move(predicate));
  }
  return sound;
}

void Builder::add_to_table(const config::Route& route, uint32_t index) {
  engine::RouteSpec spec;
  spec.route = index;
  spec.path = template_of(route.path);
  for (const auto& method : route.methods) {
    const http::Method known = http::parse_method(method.value);
    if (known == http::Method::kOther) {
      spec.other_methods.push_back(method.value);
    } else {
      spec.methods |= 1U << static_cast<uint32_t>(known);
    }
  }
  const bool headers = add_predicates(route.headers, engine::Predicate::Where::kHeader, spec);
  const bool query = add_predicates(route.query, engine::Predicate::Where::kQuery, spec);
  if (!headers || !query) return;
  std::vector<std::string> hosts;
  hosts.reserve(route.hosts.size());
  for (const config::HostPattern& host : route.hosts) {
    hosts.push_back(host.pattern());
  }
  if (hosts.empty()) hosts.emplace_back();
  for (std::string& host : hosts) {
    spec.host = std::move(host);
    const Result<void> added = plan_.table.add(spec);
    if (added) continue;
    error("route-not-possible", route.path.span,
          "the route cannot be matched: " + added.error().message);
    return;
  }
}

void Builder::add_routes() {
  for (const config::Route& route : config_.routes) {
    add_route(route);
    add_to_table(route, static_cast<uint32_t>(plan_.routes.size() - 1));
  }
}

}  // namespace gw::compile
