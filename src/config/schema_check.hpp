// Node × schema: unknown keys, wrong types, values out of range, keys that are missing. What is
// wrong is told and marked as rejected, so that the reader behind it takes every other value
// without looking twice.
#pragma once

#include "config/node.hpp"
#include "config/problem.hpp"
#include "config/schema.hpp"

namespace gw::config {

void check_schema(Node& root, Problems& problems);

}  // namespace gw::config
