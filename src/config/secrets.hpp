// What a configuration holds that no message may show.
#pragma once

#include "base/source.hpp"
#include "config/node.hpp"

namespace gw::config {

// Hides, in every excerpt of `source`, the values of header fields and query parameters that hold
// credentials, and what stands before the '@' of a URL.
void hide_secrets(const Node& tree, SourceText& source);

}  // namespace gw::config
