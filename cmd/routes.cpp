#include "report/routes.hpp"

#include "cmd/commands.hpp"
#include "cmd/config_file.hpp"
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

report::Style style_of(Terminal& terminal) {
  return {.width = terminal.table_width(), .color = terminal.out_has_color()};
}

ExitCode run_routes(const Invocation& invocation, Terminal& terminal) {
  exit_on_interrupt();
  const auto file = require_operand(invocation, 0, terminal);
  if (!file) return ExitCode::kUsage;
  const std::vector<scenario::RouteLine> routes = scenario::list_routes(file->loaded);
  terminal.out(invocation.value("format") == "json"
                   ? report::routes_json(routes)
                   : report::routes_text(routes, style_of(terminal)));
  return ExitCode::kFine;
}

}  // namespace

const Command kRoutes{
    .name = "routes",
    .summary = "list the routes of a configuration",
    .doc =
        "Prints a line for each route, in the order written: what it takes, where it goes, what "
        "guards it and the file and line that begin it. ${env:NAME} stands there as it is written, "
        "in "
        "JSON as a string in place of the value; '?' is a timeout that the service says, where a "
        "reference stands for its name. Without CONFIG the gw.yaml, gw.yml or "
        "gw.json here or in the nearest directory above is taken.\n\nExit code 0; 2 when the "
        "configuration is not valid.",
    .operand = {.name = "CONFIG", .required = false},
    .options = kOptions,
    .examples = kRoutesExamples,
    .run = run_routes,
};

}  // namespace gw::cmd
