// The check that both readers share: a key of a mapping occurs once.
#pragma once

#include "config/node.hpp"
#include "config/problem.hpp"

namespace gw::config {

// Reports every later entry of a repeated key with a note at the first, and removes it.
void keep_first_of_each_key(Node& mapping, Problems& problems);

}  // namespace gw::config
