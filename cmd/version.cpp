#include <fmt/core.h>

#include "cmd/commands.hpp"
#include "cmd/terminal.hpp"

namespace gw::cmd {

namespace {

ExitCode run_version(const Invocation&, Terminal& terminal) {
  terminal.out(fmt::format("gw {}\n", GW_VERSION));
  return ExitCode::kFine;
}

}  // namespace

const Command kVersion{
    .name = "version",
    .summary = "print the version",
    .doc = "The same as 'gw --version'.",
    .run = run_version,
};

}  // namespace gw::cmd
