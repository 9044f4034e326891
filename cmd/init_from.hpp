// `gw init --from`: routes drafted from logs.
#pragma once

#include <string>

#include "base/result.hpp"
#include "cmd/invocation.hpp"
#include "cmd/terminal.hpp"

namespace gw::cmd {

// The text of a configuration. An Error says what is wrong with the logs or the options.
Result<std::string> draft_from_logs(const Invocation& invocation, Terminal& terminal);

}  // namespace gw::cmd
