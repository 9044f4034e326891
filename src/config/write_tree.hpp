// A tree as one text again: what several files amount to, for whoever keeps a configuration whole.
#pragma once

#include <string>

#include "config/node.hpp"

namespace gw::config {

// YAML in flow style, a line for each entry of the top and each of theirs, that reads as the same
// configuration, `include` left out: what it adds is there. Of a tree before substitution:
// references to the environment stay references.
std::string write_tree(const Node& root);

}  // namespace gw::config
