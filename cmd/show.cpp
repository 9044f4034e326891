#include <fmt/core.h>

#include "base/text.hpp"
#include "cmd/commands.hpp"
#include "cmd/config_file.hpp"
#include "cmd/invocation.hpp"
#include "cmd/terminal.hpp"
#include "report/routes.hpp"

namespace gw::cmd {

namespace {

constexpr std::string_view kFormats[] = {"text", "json"};

constexpr Option kOptions[] = {
    kOverlayOption,
    {.name = "format",
     .value = "FORMAT",
     .doc = "how to print it",
     .choices = kFormats,
     .fallback = "text"},
};

constexpr Example kShowExamples[] = {
    {"gw show gw.yaml profile", "what does this route go by, and where is that written?"},
};

std::string no_route(const config::Config& config, const std::string& word) {
  const std::string_view near = scenario::nearest_route(config, word);
  return fmt::format("show: no route has the name or the path '{}'{}", printable(word),
                     near.empty() ? ": 'gw routes' lists them"
                                  : fmt::format(", did you mean '{}'?", printable(near)));
}

ExitCode run_show(const Invocation& invocation, Terminal& terminal) {
  exit_on_interrupt();
  const std::vector<std::string>& words = invocation.operands();
  if (words.size() > 2) {
    return terminal.usage_error("show: one configuration and one route", "see 'gw show --help'");
  }
  const auto file = require_operand(invocation, 1, terminal);
  if (!file) return ExitCode::kUsage;
  const config::Config& config = file->loaded.config;
  const report::Style style{.width = terminal.table_width(), .color = terminal.out_has_color()};
  const std::vector<size_t> routes = scenario::routes_called(config, words.back());
  if (routes.empty()) return terminal.usage_error(no_route(config, words.back()));
  const bool json = invocation.value("format") == "json";
  for (const size_t i : routes) {
    const std::string& name = config.routes[i].name;
    const std::vector<scenario::Setting> settings = scenario::settings_of(file->loaded, i);
    if (i != routes.front() && !json) terminal.out("\n");
    terminal.out(json ? report::settings_json(name, settings)
                      : report::settings_text(name, settings, style));
  }
  return ExitCode::kFine;
}

}  // namespace

const Command kShow{
    .name = "show",
    .summary = "print all that a route goes by, each value with its origin",
    .doc =
        "Prints the effective configuration of a route, by its name or, for every route that has "
        "it, by its path: each value as it is written, who says it (the route, its service, the "
        "defaults, a shared limit, the gateway, or the schema's default) and in which file and "
        "line. ${env:NAME} stands there as it is written; '?' is what a service may say, where a "
        "reference stands for its name. Secrets are hidden. JSON is one document for each "
        "route.\n\nExit code 0; 2 when "
        "the configuration is not valid or has no such route.",
    .operand = {.name = "CONFIG", .repeatable = true, .usage = "[CONFIG] ROUTE"},
    .options = kOptions,
    .examples = kShowExamples,
    .run = run_show,
};

}  // namespace gw::cmd
