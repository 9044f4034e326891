// Whether a text that nobody called a configuration looks like one of gw's: told by its keys at the
// top without parsing, so that a file with mistakes is still found among other YAML and JSON; and
// whether what was found can stand alone.
#pragma once

#include <string_view>
#include <vector>

#include "config/node.hpp"

namespace gw::config {

// `gateway` is enough; otherwise most of the keys at the top have to be gw's, and there must be
// `routes` or two of them. Keys that are free say nothing.
bool looks_like_gw(std::string_view text);

// Whether a tree that was read is an overlay or a part that others include, no configuration of its
// own: it includes nothing, and it has no routes, routes that only change others of their name, or
// routes to services but not one service.
bool looks_like_part(const Node& root);

// The keys at the top of a mapping in YAML's block style, or between the braces that open a text.
// A text that is no mapping may give any words.
std::vector<std::string_view> top_keys(std::string_view text);

}  // namespace gw::config
