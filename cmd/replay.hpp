// `gw simulate` on a recording of `gw serve --record`: the recorded steps run again under the
// configurations that the recording holds.
#pragma once

#include <string>
#include <string_view>

#include "cmd/invocation.hpp"
#include "cmd/terminal.hpp"

namespace gw::cmd {

// Whether `path` is a regular file with a recording whose first configuration is, byte for byte,
// this one.
bool ran_under(const std::string& path, std::string_view config_text);

// Replays, with this process's environment for `${env:NAME}`, and prints the result in the form
// that --format says. kFindings when a verdict or the final state differs; with --without-steps,
// when a verdict differs by more than the clocks can explain.
ExitCode replay(const std::string& path, const Invocation& invocation, Terminal& terminal);

}  // namespace gw::cmd
