// What stays of a finding when lines above it come and go: for baselines and for services that
// follow findings from run to run.
#pragma once

#include <string>
#include <vector>

#include "base/diagnostic.hpp"

namespace gw::lint {

// 16 hex digits for each, made of its code, the text of its line and how many equal ones come
// before it. Diagnostics are in the order of the file.
std::vector<std::string> fingerprints(const SourceText& source, const Diagnostics& diagnostics);

}  // namespace gw::lint
