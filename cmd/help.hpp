// Help texts out of the command table.
#pragma once

#include <string>

#include "cmd/command.hpp"
#include "cmd/parse.hpp"

namespace gw::cmd {

// `gw --help` and `gw replay --help`: the commands, one line each; `gw NAME --help`: one command.
std::string help_text(const HelpWanted& help);
// Usage, options, examples.
std::string help_text(const Command& command);
// "gw validate FILE... [--format FORMAT] [--env]".
std::string usage_line(const Command& command);
// "--format text|json", "--traffic FILE".
std::string option_syntax(const Option& option);

}  // namespace gw::cmd
