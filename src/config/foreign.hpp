// Recognises configurations of other gateways, so that a user who hands one over reads its name and
// not forty unknown keys.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "config/node.hpp"

namespace gw::config {

struct Foreign {
  std::string name;  // "Kong decK 3.0 (_format_version)"
  Span span;         // of what gave it away
};

// By the keys at the top of a mapping.
std::optional<Foreign> recognise(const Node& root);

// By its lines, for formats that are no YAML or JSON: nginx, HAProxy, Caddyfile.
std::optional<Foreign> recognise_text(std::string_view text);

}  // namespace gw::config
