// Headers that a configuration sets, removes or matches: their names, and values with ${...}.
#pragma once

#include <string_view>
#include <vector>

#include "config/config.hpp"
#include "config/mistake.hpp"

namespace gw::config {

// A token (RFC 9110 section 5.6.2).
std::optional<Mistake> header_name_mistake(std::string_view name);

// The same, and none that frames messages or belongs to one connection: the gateway sets those.
std::optional<Mistake> settable_header_mistake(std::string_view name);

// No control characters and no blanks at the ends.
std::optional<Mistake> header_value_mistake(std::string_view value);

// Splits "id-${generate_uuid}"; "$${" is a plain "${". Unknown names are refused, `${env:NAME}`
// that is still there stays text.
Parsed<std::vector<ValuePart>> parse_value_template(std::string_view text);

}  // namespace gw::config
