// Help texts out of the command table.
#pragma once

#include <string>

#include "cmd/command.hpp"

namespace gw::cmd {

// `gw --help`: the commands, one line each.
std::string help_text();
// `gw NAME --help`: usage, options, examples.
std::string help_text(const Command& command);
// "gw validate FILE... [--format FORMAT] [--env]".
std::string usage_line(const Command& command);
// "--format text|json", "--traffic FILE".
std::string option_syntax(const Option& option);

}  // namespace gw::cmd
