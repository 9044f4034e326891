// What commands that print log lines say on standard error about lines that they could not read.
#pragma once

#include "cmd/invocation.hpp"
#include "cmd/terminal.hpp"
#include "simulate/results.hpp"

namespace gw::cmd {

// A line for each source with malformed lines, the first of which it shows; with --strict that is
// an error. kFine, kUsage, or kInterrupted after Ctrl-C.
ExitCode tell_unread(const Invocation& invocation, const simulate::Reading& reading,
                     Terminal& terminal);

}  // namespace gw::cmd
