// gw(1) and the shell completions out of the command table. The checked-in files under man/ and
// completions/ are these texts; tests/cli says when they are stale.
#pragma once

#include <string>

namespace gw::cmd {

std::string man_page();
std::string bash_completion();
std::string zsh_completion();
std::string fish_completion();

}  // namespace gw::cmd
