// The traffic of `gw lint`: a log that runs through each configuration for the rules that need one.
#pragma once

#include "base/result.hpp"
#include "cmd/invocation.hpp"
#include "cmd/terminal.hpp"
#include "lint/lint_file.hpp"

namespace gw::cmd {

// Sets `run.observe` when there is --traffic. Both outlive the run. An Error names what is wrong
// with an option, or which one has no meaning without a log.
Result<void> add_traffic(lint::LintRun& run, const Invocation& invocation, Terminal& terminal);

}  // namespace gw::cmd
