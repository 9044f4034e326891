// What gw(1) says of --inject, --scale and --store lease, which several commands have.
#pragma once

#include <string>

namespace gw::cmd {

// In roff.
std::string what_if_man();

}  // namespace gw::cmd
