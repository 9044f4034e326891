#include "report/routes.hpp"

#include <fmt/core.h>

#include <algorithm>

#include "base/text.hpp"
#include "cmd/commands.hpp"
#include "cmd/config_file.hpp"
#include "cmd/discovery.hpp"
#include "cmd/invocation.hpp"
#include "cmd/terminal.hpp"

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

constexpr Example kRoutesExamples[] = {
    {"gw routes gw.yaml", "which routes are there?"},
    {"gw routes gw.yaml --overlay prod.yaml --format json", "the same in production, for a script"},
};

constexpr Example kShowExamples[] = {
    {"gw show gw.yaml profile", "what does this route go by, and where is that written?"},
};

report::Style style_of(Terminal& terminal) {
  return {.width = terminal.table_width(), .color = terminal.out_has_color()};
}

// CONFIG, or the nearest one, references to the environment left as they are. Empty when there is
// none that is valid; that was told.
std::optional<compile::Checked> config_of(const Invocation& invocation, size_t other_words,
                                          Terminal& terminal) {
  std::string path = invocation.operands().empty() ? "" : invocation.operands().front();
  if (invocation.operands().size() <= other_words) {
    auto found = find_config(terminal);
    if (!found) {
      terminal.usage_error(found.error().message);
      return std::nullopt;
    }
    path = std::move(*found);
  }
  return require_config(config_paths(path, invocation), terminal, {}, nullptr);
}

ExitCode run_routes(const Invocation& invocation, Terminal& terminal) {
  exit_on_interrupt();
  const auto file = config_of(invocation, 0, terminal);
  if (!file) return ExitCode::kUsage;
  const std::vector<scenario::RouteLine> routes = scenario::list_routes(file->loaded);
  terminal.out(invocation.value("format") == "json"
                   ? report::routes_json(routes)
                   : report::routes_text(routes, style_of(terminal)));
  return ExitCode::kFine;
}

std::string no_route(const config::Config& config, const std::string& word) {
  std::vector<std::string_view> known;
  for (const config::Route& route : config.routes)
    known.insert(known.end(), {route.name, route.path.text});
  const std::string_view near = nearest_word(word, known);
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
  const auto file = config_of(invocation, 1, terminal);
  if (!file) return ExitCode::kUsage;
  const config::Config& config = file->loaded.config;
  const std::string& word = words.back();
  const bool is_named =
      std::ranges::any_of(config.routes, [&](const auto& route) { return route.name == word; });
  bool found = false;
  for (size_t i = 0; i < config.routes.size(); ++i) {
    const config::Route& route = config.routes[i];
    if (is_named ? route.name != word : route.path.text != word) continue;
    const std::vector<scenario::Setting> settings = scenario::settings_of(file->loaded, i);
    const bool json = invocation.value("format") == "json";
    if (found && !json) terminal.out("\n");
    terminal.out(json ? report::settings_json(route.name, settings)
                      : report::settings_text(route.name, settings, style_of(terminal)));
    found = true;
  }
  return found ? ExitCode::kFine : terminal.usage_error(no_route(config, word));
}

}  // namespace

const Command kRoutes{
    .name = "routes",
    .summary = "list the routes of a configuration",
    .doc =
        "Prints a line for each route, in the order written: what it takes, where it goes, what "
        "guards it and the file and line that begin it. Without CONFIG the gw.yaml, gw.yml or "
        "gw.json here or in the nearest directory above is taken.\n\nExit code 0; 2 when the "
        "configuration is not valid.",
    .operand = {.name = "CONFIG", .required = false},
    .options = kOptions,
    .examples = kRoutesExamples,
    .run = run_routes,
};

const Command kShow{
    .name = "show",
    .summary = "print all that a route goes by, each value with its origin",
    .doc =
        "Prints the effective configuration of a route, by its name or, for every route that has "
        "it, by its path: each value as it is written, who says it (the route, its service, the "
        "defaults, a shared limit, the gateway, or the schema's default) and in which file and "
        "line. Secrets are hidden. JSON is one document for each route.\n\nExit code 0; 2 when "
        "the configuration is not valid or has no such route.",
    .operand = {.name = "CONFIG", .repeatable = true, .usage = "[CONFIG] ROUTE"},
    .options = kOptions,
    .examples = kShowExamples,
    .run = run_show,
};

}  // namespace gw::cmd
