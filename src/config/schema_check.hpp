// Node × schema: unknown keys, wrong types, values out of range, keys that are missing. What is
// wrong is told and marked as rejected, so that the reader behind it takes every other value
// without looking twice.
#pragma once

#include <span>

#include "config/node.hpp"
#include "config/problem.hpp"
#include "config/schema.hpp"

namespace gw::config {

// Of a configuration.
void check_schema(Node& root, Problems& problems);

// Of another kind of file: `groups` are all that its schema has, that of the root first.
void check_schema(Node& root, std::span<const Group* const> groups, Problems& problems);

}  // namespace gw::config
