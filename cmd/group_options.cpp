#include "cmd/group_options.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <iterator>
#include <utility>
#include <variant>

#include "base/text.hpp"
#include "cmd/config_file.hpp"

namespace gw::cmd {

namespace {

std::string per_of(const Invocation& invocation) {
  for (std::string& value : invocation.values(kPerOption.name)) {
    if (is_group_word(value)) return std::move(value);
  }
  return {};
}

}  // namespace

bool is_group_word(std::string_view per) {
  return std::ranges::find(kPerWords, per) != std::end(kPerWords);
}

Result<std::optional<simulate::GroupRule>> group_rule(const Invocation& invocation) {
  const std::string per = per_of(invocation);
  if (per.empty()) {
    if (invocation.has(kConfigOption.name))
      return failure("--config goes with --per route or service");
    if (!invocation.has("group-by")) return std::optional<simulate::GroupRule>();
    auto pattern = simulate::parse_text_pattern(invocation.value("group-by"));
    if (!pattern) return failure("--group-by: " + pattern.error().message);
    return std::optional<simulate::GroupRule>(std::move(*pattern));
  }
  if (!invocation.has(kConfigOption.name)) {
    return failure("--per " + per + " needs --config, whose routes tell the groups apart");
  }
  if (invocation.value(kConfigOption.name) == "-" &&
      std::ranges::find(invocation.operands(), "-") != invocation.operands().end()) {
    return failure("standard input can be read only once");
  }
  if (invocation.has("group-by")) return failure("--per stands in place of --group-by");
  using By = simulate::PlanGroups::By;
  return std::optional<simulate::GroupRule>(
      simulate::PlanGroups{per == "route" ? By::kRoute : By::kService});
}

std::string group_text(const Invocation& invocation) {
  const std::string per = per_of(invocation);
  if (!per.empty()) return per + " of " + printable(invocation.value(kConfigOption.name));
  return invocation.value("group-by");
}

std::string group_and_node_text(const Invocation& invocation) {
  std::string group = group_text(invocation);
  if (!invocation.has("node-from")) return group;
  const std::string nodes = fmt::format("node ({}, by file)", invocation.operands().size());
  return group.empty() ? nodes : group + " at each " + nodes;
}

bool read_routes(const Invocation& invocation, simulate::SampleRule& rule,
                 simulate::Options& options, Terminal& terminal) {
  if (rule.plan_groups() == nullptr) return true;
  const std::string path = invocation.value(kConfigOption.name);
  auto config = require_config({path, {}}, terminal);
  if (!config) return false;
  std::get<simulate::PlanGroups>(*rule.group).plan = std::move(config->compiled.plan);
  options.trusted_proxies = std::move(config->loaded.config.trusted_proxies);
  return true;
}

}  // namespace gw::cmd
