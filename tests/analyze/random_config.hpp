// Generated configurations as trees, to be written in many ways and changed in one.
#pragma once

#include <nlohmann/json.hpp>
#include <string>

#include "oracle/dice.hpp"

namespace gw::testing {

using Tree = nlohmann::ordered_json;

// With named services, shared limits, defaults and `routes` routes of different paths, none of
// which takes a request of another one.
Tree random_config(oracle::Dice& dice, size_t routes);

// The same with the keys of all mappings, and the routes, in another order.
Tree shuffled(const Tree& tree, oracle::Dice& dice);

// As YAML in blocks, with comments.
std::string to_yaml(const Tree& tree);

}  // namespace gw::testing
