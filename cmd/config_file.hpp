// A configuration file read, loaded and compiled: what every command that takes one starts with.
#pragma once

#include <optional>
#include <string>

#include "base/result.hpp"
#include "cmd/discovery.hpp"
#include "cmd/invocation.hpp"
#include "cmd/terminal.hpp"
#include "compile/checked.hpp"
#include "config/texts.hpp"

namespace gw::cmd {

// For the commands that take one configuration, and what its user asked for.
inline constexpr Option kOverlayOption{
    .name = "overlay",
    .value = "FILE",
    .doc =
        "lay the values of this file over those of the configuration: mappings key by key, routes "
        "by name, null takes a key away",
    .takes = Option::Takes::kFile,
    .repeatable = true};
config::Paths config_paths(const std::string& path, const Invocation& invocation);

// The process's environment, for `${env:NAME}`.
config::Environment process_environment();

// An Error when a file cannot be read.
Result<compile::Checked> read_config(const config::Paths& paths,
                                     const config::Environment& environment,
                                     const compile::Options& options = {},
                                     const compile::SlotBook& slots = {},
                                     config::Files files = disk_files());

// Prints what was found in it on standard error; where it is not valid, also how much that is.
void print_findings(const compile::Checked& file, Terminal& terminal);

// For commands that need a valid one: prints what was found on standard error. Empty when the file
// cannot be read or is not valid; the exit code is then 2.
std::optional<compile::Checked> require_config(
    const config::Paths& paths, Terminal& terminal, const compile::Options& options = {},
    const config::Environment& environment = process_environment(),
    config::Files files = disk_files());

// The same for the CONFIG that stands first, or the nearest one when there are no more operands
// than `other_words`; references to the environment stay as they are.
std::optional<compile::Checked> require_operand(const Invocation& invocation, size_t other_words,
                                                Terminal& terminal);

}  // namespace gw::cmd
