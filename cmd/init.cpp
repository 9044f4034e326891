#include <fmt/core.h>

#include "base/file.hpp"
#include "base/text.hpp"
#include "cmd/commands.hpp"
#include "cmd/invocation.hpp"
#include "cmd/terminal.hpp"
#include "config/starter.hpp"

namespace gw::cmd {

namespace {

constexpr std::string_view kDefaultFile = "gw.yaml";

constexpr Option kOptions[] = {
    {.name = "force",
     .value = {},
     .doc = "write over a file that is there",
     .takes = Option::Takes::kNothing},
};

constexpr Example kExamples[] = {
    {"gw init", "begin with a gw.yaml in this directory"},
    {"gw init - > conf/shop.yaml", "print it instead"},
};

ExitCode run_init(const Invocation& invocation, Terminal& terminal) {
  const std::string path =
      invocation.operands().empty() ? std::string(kDefaultFile) : invocation.operands().front();
  const std::string_view text = config::starter();
  if (path == "-") {
    terminal.out(text);
    return ExitCode::kFine;
  }
  if (!invocation.has("force") && path_kind(path) != PathKind::kNothing) {
    return terminal.usage_error(fmt::format("init: '{}' is there already", printable(path)),
                                "--force writes over it, '-' prints");
  }
  if (auto wrote = write_file(path, text); !wrote) {
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
        "valid and 'gw lint' finds nothing in it. A file that is there stays as it is without "
        "--force.\n\nExit code 0; 2 when the file is there or cannot be written.",
    .operand = {.name = "FILE", .required = false},
    .options = kOptions,
    .examples = kExamples,
    .run = run_init,
};

}  // namespace gw::cmd
