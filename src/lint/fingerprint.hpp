// What stays of a finding when the text around it changes: for baselines and for services that
// follow findings from run to run. It stands on what the finding is about: the keys that lead
// there, routes and endpoints by their names instead of their places, and what is written there.
#pragma once

#include <string>
#include <vector>

#include "base/source.hpp"
#include "config/node.hpp"

namespace gw::lint {

// What was found and where.
struct Spot {
  std::string code;
  Span span;
};

// 16 hex digits for each spot of one configuration; spots are in the order of their places, and
// none is left out yet: of equal ones in one file each counts those before it. Of a key the value
// is part where it is a scalar. Without a tree, and where none of its values is, the text of the
// span alone counts.
std::vector<std::string> fingerprints(const SourceText& source, const std::vector<Spot>& spots,
                                      const config::Node* tree = nullptr);

}  // namespace gw::lint
