// A checked tree to a Draft: the values of the schema become the structs of config.hpp, and what
// the table cannot say about one value or one mapping (forms of URLs and paths, keys that exclude
// each other) is told here. Names are looked up later, by resolve.
#pragma once

#include "config/draft.hpp"
#include "config/node.hpp"
#include "config/problem.hpp"

namespace gw::config {

// `root` went through check_schema.
Draft read_config(const Node& root, Problems& problems);

}  // namespace gw::config
