#include "simulate/plan_groups.hpp"

#include "simulate/read_counts.hpp"

namespace gw::simulate {

std::string_view group_of(const PlanGroups& groups, const traffic::Record& record, HashKey hash_key,
                          GroupScratch& scratch, IntakeCounts& counts) {
  const engine::Plan& plan = *groups.plan;
  http::RequestHead head;
  engine::Classified request;
  if (read_record_head(record, scratch.head, head)) {
    count_headers(plan, head, counts);
    request = engine::classify(plan, head, {}, hash_key, scratch.match);
  }
  if (request.outcome != engine::MatchOutcome::kMatched) {
    ++counts.without_route;
    return kNoRoute;
  }
  const engine::RoutePlan& route = plan.routes[request.route];
  if (groups.by == PlanGroups::By::kRoute) return route.name;
  return route.service == engine::kNone ? kNoService
                                        : std::string_view(plan.services[route.service].name);
}

}  // namespace gw::simulate
