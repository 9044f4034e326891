// JSON text to Node, strictly by RFC 8259: no comments, no trailing commas, no lone surrogates; a
// key that occurs twice is an error. Numbers stay text, so none is rounded.
#pragma once

#include <optional>
#include <string_view>

#include "config/node.hpp"
#include "config/problem.hpp"

namespace gw::config {

// `text` is valid UTF-8; places count from its begin plus `offset`.
std::optional<Node> read_json(std::string_view text, uint32_t offset, Problems& problems);

}  // namespace gw::config
