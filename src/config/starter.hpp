// The configuration that a gateway begins with: every line explained, and nothing in it that
// `gw lint` has a word to say about. A setting that is switched off stands behind a '#' without a
// space; with all of them switched on the file is still valid.
#pragma once

#include <string_view>

namespace gw::config {

std::string_view starter();

}  // namespace gw::config
