#include "compile/compile.hpp"

#include <algorithm>

#include "compile/builder.hpp"

namespace gw::compile {

void Builder::error(const char* code, Span span, std::string message, std::string hint) {
  diagnostics_.push_back({Severity::kError, code, span, std::move(message), {}, std::move(hint)});
}

void Builder::note_header(const std::string& name) {
  std::vector<std::string>& all = plan_.headers_read;
  const auto place = std::lower_bound(all.begin(), all.end(), name);
  if (place == all.end() || *place != name) all.insert(place, name);
}

engine::StatusSet status_set(const std::vector<config::StatusRange>& ranges) {
  engine::StatusSet set;
  for (const config::StatusRange& range : ranges) {
    for (size_t status = range.first; status <= range.last; ++status) set.in.set(status);
  }
  return set;
}

Compiled compile(const config::Config& config, SlotBook slots, const Options& options) {
  Compiled out;
  auto plan = std::make_shared<engine::Plan>();
  plan->id = options.plan_id;
  plan->name = config.name;
  plan->bounds = {config.limits.max_keys, config.limits.max_journeys, config.limits.max_old_plans};
  plan->max_body_bytes = config.limits.max_body.value;
  if (options.like != nullptr) {
    plan->emulated_order = options.like->several;
    plan->emulated_as =
        std::string(options.like->name) + " (" + std::string(options.like->is) + ")";
    plan->emulated_without = std::string(options.like->not_modelled);
  }
  Builder builder(config, slots, options, *plan, out.diagnostics);
  builder.add_pools();
  builder.add_services();
  builder.add_routes();
  plan->table.finish();
  plan->limit_slots = slots.limits.count();
  plan->breaker_slots = slots.breakers.count();
  plan->balancer_slots = slots.balancers.count();
  plan->in_flight_slots = slots.in_flight.count();
  plan->budget_slots = slots.budgets.count();
  sort_by_place(out.diagnostics);
  if (!has_errors(out.diagnostics)) out.plan = std::move(plan);
  out.slots = std::move(slots);
  return out;
}

}  // namespace gw::compile
