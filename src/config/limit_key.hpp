// What a limit or a hash counts by, as text: "client", "header:X-Api-Key", "param:id".
#pragma once

#include <string_view>

#include "config/config.hpp"
#include "config/mistake.hpp"

namespace gw::config {

// The span of the result is left empty.
Parsed<KeyPart> parse_key_part(std::string_view text);

}  // namespace gw::config
