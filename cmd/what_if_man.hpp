// What gw(1) says of --inject and --scale, which several commands have.
#pragma once

#include <string_view>

namespace gw::cmd {

// In roff.
std::string_view what_if_man();

}  // namespace gw::cmd
