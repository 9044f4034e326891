#include "lint/rule.hpp"

#include <fmt/core.h>

#include "base/text.hpp"
#include "cmd/commands.hpp"
#include "cmd/invocation.hpp"
#include "cmd/terminal.hpp"
#include "report/rules.hpp"

namespace gw::cmd {

namespace {

constexpr std::string_view kFormats[] = {"text", "markdown", "json"};

constexpr Option kOptions[] = {
    {.name = "format",
     .value = "FORMAT",
     .doc = "how to print them",
     .choices = kFormats,
     .fallback = "text"},
};

constexpr Example kExamples[] = {
    {"gw rule", "all rules, a line each"},
    {"gw rule GW501", "what it finds, why that is a mistake, and how it looks mended"},
};

ExitCode run_rule(const Invocation& invocation, Terminal& terminal) {
  std::vector<const lint::Rule*> chosen;
  for (const std::string& word : invocation.operands()) {
    const lint::Rule* rule = lint::find_rule(word);
    if (rule == nullptr) {
      const std::string_view near = lint::nearest_rule(word);
      return terminal.usage_error(
          fmt::format("rule: no rule is called '{}'", printable(word)),
          near.empty() ? "'gw rule' lists them" : fmt::format("did you mean '{}'?", near));
    }
    chosen.push_back(rule);
  }
  const bool list = chosen.empty();
  if (list) {
    for (const lint::Rule& rule : lint::rules()) chosen.push_back(&rule);
  }
  const std::string format = invocation.value("format");
  if (format == "json") {
    terminal.out(report::rules_json(chosen));
  } else if (format == "markdown") {
    terminal.out(report::rules_markdown(chosen));
  } else {
    terminal.out(list ? report::rule_list(chosen) : report::rule_pages(chosen));
  }
  return ExitCode::kFine;
}

}  // namespace

const Command kRule{
    .name = "rule",
    .summary = "list the rules of 'gw lint', or explain some of them",
    .doc =
        "Each RULE is an id such as GW501 or a name such as no-rate-limit. Without one all are "
        "listed.\n\nExit code 0; 2 when no rule has the name.",
    .operand = {.name = "RULE", .required = false, .repeatable = true},
    .options = kOptions,
    .examples = kExamples,
    .run = run_rule,
};

}  // namespace gw::cmd
