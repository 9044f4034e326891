#include "report/rules.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "base/text.hpp"

namespace gw::report {

namespace {

using lint::Rule;

std::string indented(std::string_view lines) {
  std::string out;
  for (const std::string_view line : split(lines, '\n')) out += fmt::format("    {}\n", line);
  return out;
}

std::string page(const Rule& rule) {
  return fmt::format(
      "{} {} ({}, {})\n\nFinds {}.\n\n{}\n\nFinds:\n\n{}\nMended:\n\n{}\n{}Source: {}\n", rule.id,
      rule.name, name(rule.severity), name(rule.family()), rule.summary, rule.why,
      indented(rule.bad), indented(rule.good),
      rule.fixable          ? "gw lint --fix can mend it.\n"
      : rule.needs_traffic  ? "Needs a log: gw lint --traffic LOG.\n"
      : rule.needs_replicas ? "Needs several gateways: gw lint --replicas N.\n"
                            : "",
      rule.source);
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
    out += fmt::format(
        "{}## {} {}\n\n*{}, {}.* Finds {}.\n\n{}\n\n```yaml\n{}\n```\n\nMended:\n\n```yaml\n{}\n"
        "```\n\n{}Source: {}\n",
        out.empty() ? "" : "\n", rule->id, rule->name, name(rule->family()), name(rule->severity),
        rule->summary, rule->why, rule->bad, rule->good,
        rule->needs_traffic    ? "Needs a log: `gw lint --traffic LOG`.\n\n"
        : rule->needs_replicas ? "Needs several gateways: `gw lint --replicas N`.\n\n"
                               : "",
        rule->source);
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
                    {"fixable", rule->fixable},
                    {"needs_traffic", rule->needs_traffic},
                    {"needs_replicas", rule->needs_replicas}});
  }
  return Json{{"schema_version", 1}, {"rules", std::move(list)}}.dump(2) + "\n";
}

}  // namespace gw::report
