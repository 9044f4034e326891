// The policies that the requests of a recording meet when its steps are run again.
#pragma once

#include <cstdint>
#include <map>
#include <string>

namespace gw::testing {

// By n, a line for each policy as `gw serve --dev` says it.
std::map<uint64_t, std::string> replayed_trails(const std::string& recording);

}  // namespace gw::testing
