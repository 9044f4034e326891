#include "report/rules.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <string_view>
#include <utility>

#include "base/text.hpp"

namespace gw::report {

namespace {

using lint::Rule;

std::string indented(std::string_view lines) {
  std::string out;
  for (const std::string_view line : split(lines, '\n')) out += fmt::format("    {}\n", line);
  return out;
}

// What the rule needs, or what mends what it finds, and how gw lint is told so; empty: nothing.
std::pair<std::string_view, std::string_view> told_to_lint(const Rule& rule) {
  if (rule.needs_traffic) return {"Needs a log", "gw lint --traffic LOG"};
  if (rule.needs_replicas) return {"Needs several gateways", "gw lint --replicas N"};
  switch (rule.fixable) {
    case lint::Fixable::kSafely:
      return {"Can be mended", "gw lint --fix"};
    case lint::Fixable::kUnsafely:
      return {"Can be mended, which changes what the gateway does", "gw lint --fix --unsafe-fixes"};
    case lint::Fixable::kNo:
      break;
  }
  return {};
}

std::string page(const Rule& rule) {
  const auto [what, command] = told_to_lint(rule);
  return fmt::format(
      "{} {} ({}, {})\n\nFinds {}.\n\n{}\n\nFinds:\n\n{}\nMended:\n\n{}\n{}Source: {}\n", rule.id,
      rule.name, name(rule.severity), name(rule.family()), rule.summary, rule.why,
      indented(rule.bad), indented(rule.good),
      command.empty() ? "" : fmt::format("{}: {}.\n", what, command), rule.source);
}

}  // namespace

std::string rule_list(std::span<const Rule* const> rules) {
  size_t width = 0;
  for (const Rule* rule : rules) width = std::max(width, rule->name.size());
  std::string out;
  for (const Rule* rule : rules) {
    out += fmt::format("{}  {:<{}}  {:<7}  {}\n", rule->id, rule->name, width, name(rule->severity),
                       rule->summary);
  }
  return out;
}

std::string rule_pages(std::span<const Rule* const> rules) {
  std::string out;
  for (const Rule* rule : rules) out += (out.empty() ? "" : "\n") + page(*rule);
  return out;
}

std::string rules_markdown(std::span<const Rule* const> rules) {
  std::string out;
  for (const Rule* rule : rules) {
    const auto [what, command] = told_to_lint(*rule);
    out += fmt::format(
        "{}## {} {}\n\n*{}, {}.* Finds {}.\n\n{}\n\n```yaml\n{}\n```\n\nMended:\n\n```yaml\n{}\n"
        "```\n\n{}Source: {}\n",
        out.empty() ? "" : "\n", rule->id, rule->name, name(rule->family()), name(rule->severity),
        rule->summary, rule->why, rule->bad, rule->good,
        command.empty() ? "" : fmt::format("{}: `{}`.\n\n", what, command), rule->source);
  }
  return out;
}

std::string rules_json(std::span<const Rule* const> rules) {
  using Json = nlohmann::ordered_json;
  Json list = Json::array();
  for (const Rule* rule : rules) {
    list.push_back({{"id", rule->id},
                    {"name", rule->name},
                    {"family", name(rule->family())},
                    {"severity", name(rule->severity)},
                    {"summary", rule->summary},
                    {"why", rule->why},
                    {"source", rule->source},
                    {"bad", rule->bad},
                    {"good", rule->good},
                    {"fixable", name(rule->fixable)},
                    {"needs_traffic", rule->needs_traffic},
                    {"needs_replicas", rule->needs_replicas}});
  }
  return Json{{"schema_version", 1}, {"rules", std::move(list)}}.dump(2) + "\n";
}

}  // namespace gw::report
