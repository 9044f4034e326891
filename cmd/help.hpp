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

// Words in lines of at most 80 columns, all but the first after `indent` spaces.
std::string wrapped_text(std::string_view text, size_t indent);
// Text as roff prints it: dashes that can be copied, no accidental requests.
std::string roff(std::string_view text);

}  // namespace gw::cmd
