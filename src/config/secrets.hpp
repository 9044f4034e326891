// What a configuration holds that no message may show.
#pragma once

#include "base/source.hpp"
#include "config/node.hpp"

namespace gw::config {

// Hides, in every excerpt of `source`, the values of header fields and query parameters that hold
// credentials, and the keys and values of which http::shown_text does not show all.
void hide_secrets(const Node& tree, SourceText& source);

// The same by the looks of each line, for a part that makes no tree.
void hide_secrets(const SourceText::Part& part, SourceText& source);

}  // namespace gw::config
