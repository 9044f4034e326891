// A configuration file read, loaded and compiled: what every command that takes one starts with.
#pragma once

#include <optional>
#include <string>

#include "base/result.hpp"
#include "cmd/terminal.hpp"
#include "compile/compile.hpp"
#include "config/load.hpp"

namespace gw::cmd {

// `loaded.diagnostics` holds what compile found too, by place. `compiled.plan` is null when any of
// them is an error.
struct ConfigFile {
  config::Loaded loaded;
  compile::Compiled compiled;
};

// The process's environment, for `${env:NAME}`.
config::Environment process_environment();

// The same from a text that is already there; `name` is shown in messages.
ConfigFile check_config(std::string name, std::string text, const config::Environment& environment,
                        const compile::Options& options = {}, const compile::SlotBook& slots = {});

// An Error when the file cannot be read. "-" is standard input. `slots` is the book of the run.
Result<ConfigFile> read_config(const std::string& path, const config::Environment& environment,
                               const compile::Options& options = {},
                               const compile::SlotBook& slots = {});

// For commands that need a valid one: prints what was found on standard error. Empty when the file
// cannot be read or is not valid; the exit code is then 2.
std::optional<ConfigFile> require_config(const std::string& path, Terminal& terminal,
                                         const compile::Options& options = {});

}  // namespace gw::cmd
