// What a configuration holds that no message may show.
#pragma once

#include "base/source.hpp"
#include "config/node.hpp"

namespace gw::config {

// Hides, in every excerpt of `source`, the values of header fields and query parameters that hold
// credentials, and the keys and values of which http::shown_text does not show all.
void hide_secrets(const Node& tree, SourceText& source);

}  // namespace gw::config
