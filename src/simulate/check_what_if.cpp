#include "simulate/check_what_if.hpp"

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include "base/text.hpp"

namespace gw::simulate {

namespace {

using Of = Injection::Of;

tl::unexpected<Error> refused(const Injection& injection, const std::string& why) {
  return failure("--inject '" + printable(injection.text) + "': " + why);
}

Result<void> find_name(const Injection& injection, const engine::Plan& plan) {
  const bool service = injection.of == Of::kService;
  std::vector<std::string_view> names;
  for (const engine::ServicePlan& one : plan.services) {
    if (service) names.push_back(one.name);
  }
  for (const engine::RoutePlan& one : plan.routes) {
    if (!service) names.push_back(one.name);
    if (service || one.name != injection.name || one.service != engine::kNone) continue;
    return refused(injection, "the route answers itself, it has no upstream that could fail");
  }
  if (std::ranges::find(names, injection.name) != names.end()) return {};
  const std::string_view near = nearest_word(injection.name, names);
  std::string why = std::string("the configuration has no ") + (service ? "service" : "route") +
                    " '" + printable(injection.name) + "'";
  if (!near.empty()) return refused(injection, why + ", did you mean '" + std::string(near) + "'?");
  why += names.empty() ? "" : "; it has";
  for (size_t i = 0; i < std::min<size_t>(names.size(), 10); ++i) {
    why += (i == 0 ? " '" : ", '") + std::string(names[i]) + "'";
  }
  return refused(injection, why + (names.size() > 10 ? ", ..." : ""));
}

Result<void> check_group(const Injection& injection, const SampleRule& rule) {
  if (injection.of == Of::kAll) return {};
  if (!rule.group) {
    return refused(injection, "it names one group, and there are none without --group-by or --per");
  }
  const PlanGroups* groups = rule.plan_groups();
  const bool by_service = groups != nullptr && groups->by == PlanGroups::By::kService;
  const bool by_route = groups != nullptr && groups->by == PlanGroups::By::kRoute;
  if (injection.of == Of::kService && !by_service) {
    return refused(injection, "service= goes with --config and --per service");
  }
  if (injection.of == Of::kRoute && !by_route) {
    return refused(injection, "route= goes with --config and --per route");
  }
  if (injection.of == Of::kGroup) return {};
  return find_name(injection, *groups->plan);
}

Statuses server_errors() {
  Statuses statuses;
  for (size_t status = 500; status < 600; ++status) statuses.set(status);
  return statuses;
}

void add(const engine::StatusSet& from, Statuses& to) {
  for (size_t status = 0; status < from.in.size(); ++status) {
    if (from.in[status]) to.set(status);
  }
}

// What counts, and what is tried again.
Statuses failures_of(const engine::Plan& plan) {
  Statuses statuses = server_errors();
  for (const engine::RoutePlan& route : plan.routes) {
    add(route.retry.on_status, statuses);
    if (route.breaker) add(route.breaker->failing, statuses);
  }
  return statuses;
}

// `why` follows "status 200 is no failure".
Result<void> check_statuses(const Options& options, const Statuses& failures,
                            const std::string& why) {
  for (const Injection& injection : options.injections) {
    const bool fails = call_result(failures, injection.status) == emulate::CallResult::kFailure;
    if (injection.errors.ppm == 0 || fails) continue;
    return refused(injection,
                   "status " + std::to_string(injection.status) + " is no failure" + why);
  }
  return {};
}

Result<void> check_leases(const Options& options, bool emulated) {
  if (options.store != Store::kLease) return {};
  if (options.lease < 1 || options.lease > policy::Leases::kMostPermits) {
    return failure("--lease is not between 1 and " + std::to_string(policy::Leases::kMostPermits));
  }
  if (options.replicas > policy::Leases::kMostReplicas) {
    return failure("--store lease is for at most " + std::to_string(policy::Leases::kMostReplicas) +
                   " gateways, not " + std::to_string(options.replicas));
  }
  if (emulated) {
    return failure(
        "--store lease takes permits of gw's own limits in batches: it does not go with --like");
  }
  return {};
}

}  // namespace

Result<void> check_what_if(const Options& options, const engine::Plan& plan) {
  if (Result<void> fits = check_leases(options, !plan.emulated.empty()); !fits) return fits;
  constexpr const char* kWhy =
      ": not 500 to 599, and no breaker or retry of the configuration names it";
  if (Result<void> fail = check_statuses(options, failures_of(plan), kWhy); !fail) return fail;
  for (const Injection& injection : options.injections) {
    if (injection.of == Of::kAll) continue;
    if (injection.of == Of::kGroup) {
      return refused(injection,
                     "group= is of 'gw replay' and 'gw tune'; here it is service= or "
                     "route=");
    }
    if (Result<void> found = find_name(injection, plan); !found) return found;
  }
  return {};
}

Result<void> check_what_if(const Options& options, const SampleRule& rule) {
  for (const Injection& injection : options.injections) {
    if (Result<void> fits = check_group(injection, rule); !fits) return fits;
  }
  if (!options.scale.is_on() || !rule.group) return {};
  const auto* pattern = std::get_if<TextPattern>(&*rule.group);
  using Field = TextPattern::Field;
  if (pattern == nullptr || !(pattern->reads(Field::kClient) || pattern->reads(Field::kUser))) {
    return {};
  }
  return failure(
      "--scale makes more clients of those of the log: it does not go with groups by client or "
      "user, whose copies would all be in one");
}

Result<void> check_injected(const Options& options, const Statuses& failures) {
  return check_statuses(options, failures, " by --failures, so that no breaker would see it");
}

Result<void> check_injected(const Options& options) {
  return check_statuses(options, server_errors(), ": those are 500 to 599");
}

Result<void> check_leases(const Options& options, const AnyLimiter& limiter) {
  const auto* own = std::get_if<policy::LimitSpec>(&limiter);
  if (Result<void> fits = check_leases(options, own == nullptr); !fits) return fits;
  const bool at_a_time = own != nullptr && own->algorithm == policy::Algorithm::kConcurrency;
  if (options.store != Store::kLease || !at_a_time) return {};
  return failure(
      "--store lease takes permits of a rate in batches: a limit on requests at a time is asked "
      "for every place");
}

}  // namespace gw::simulate
