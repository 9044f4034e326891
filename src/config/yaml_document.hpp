// YAML text to Node by yaml-cpp's event interface, which knows places and sees duplicate keys where
// its node interface does not. Aliases are copied within a budget, cycles refused, merge keys
// resolved, explicit tags refused.
#pragma once

#include <optional>
#include <string_view>

#include "config/node.hpp"
#include "config/problem.hpp"

namespace gw::config {

// `text` is valid UTF-8 without a byte order mark; places count from its begin plus `offset`.
std::optional<Node> read_yaml(std::string_view text, uint32_t offset, Problems& problems);

}  // namespace gw::config
