#include <fmt/core.h>

#include "base/file.hpp"
#include "base/text.hpp"
#include "cmd/commands.hpp"
#include "cmd/init_from.hpp"
#include "cmd/invocation.hpp"
#include "cmd/terminal.hpp"
#include "cmd/traffic_options.hpp"
#include "config/starter.hpp"

namespace gw::cmd {

namespace {

constexpr std::string_view kDefaultFile = "gw.yaml";

constexpr Option kOptions[] = {
    {.name = "from",
     .value = "LOG",
     .doc = "draft the routes from this log, plain, gzip or zstd",
     .takes = Option::Takes::kFile,
     .repeatable = true},
    kLogFormatOption,
    kMapOption,
    kClientOption,
    {.name = "force",
     .value = {},
     .doc = "write over a file that is there",
     .takes = Option::Takes::kNothing},
};

constexpr Example kExamples[] = {
    {"gw init", "begin with a gw.yaml in this directory"},
    {"gw init - > conf/shop.yaml", "print it instead"},
    {"gw init --from access.log", "draft the routes from what clients ask for"},
};

Result<std::string> text_of(const Invocation& invocation, Terminal& terminal) {
  if (invocation.has("from")) return draft_from_logs(invocation, terminal);
  for (const Option* option : {&kLogFormatOption, &kMapOption, &kClientOption}) {
    if (!invocation.has(option->name)) continue;
    return failure(fmt::format("--{} is about a log: add --from LOG", option->name));
  }
  return std::string(config::starter());
}

ExitCode run_init(const Invocation& invocation, Terminal& terminal) {
  const std::string path =
      invocation.operands().empty() ? std::string(kDefaultFile) : invocation.operands().front();
  if (path != "-" && !invocation.has("force") && path_kind(path) != PathKind::kNothing) {
    return terminal.usage_error(fmt::format("init: '{}' is there already", printable(path)),
                                "--force writes over it, '-' prints");
  }
  const auto text = text_of(invocation, terminal);
  if (!text) return terminal.usage_error("init: " + text.error().message);
  if (path == "-") {
    terminal.out(*text);
    return ExitCode::kFine;
  }
  if (auto wrote = write_file(path, *text); !wrote) {
    return terminal.usage_error("init: " + wrote.error().message);
  }
  terminal.error(fmt::format("gw: wrote {0}; next: gw lint {0}\n", printable(path)));
  return ExitCode::kFine;
}

}  // namespace

const Command kInit{
    .name = "init",
    .summary = "write a commented configuration to begin with",
    .doc =
        "Writes FILE, gw.yaml when none is named, '-' for standard output: a listener, a service, "
        "routes, limits, timeouts, retries and a breaker, each explained where it stands. It is "
        "valid and 'gw lint' finds nothing in it. With --from it has the routes that requests of "
        "the "
        "log with a successful answer show, what varies in their paths as parameters, each with "
        "its count, and a limit from their peaks; the log is read twice. A file that is there "
        "stays as it is without "
        "--force.\n\nExit code 0; 2 when the file is there or cannot be written.",
    .operand = {.name = "FILE", .required = false},
    .options = kOptions,
    .examples = kExamples,
    .run = run_init,
};

}  // namespace gw::cmd
