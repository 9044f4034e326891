// The section of gw(1) on how logs are read.
#pragma once

#include <string_view>

namespace gw::cmd {

// In man(7), with its heading.
std::string_view log_man();

}  // namespace gw::cmd
