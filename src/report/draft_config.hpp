// A draft of routes as the text of a configuration, with comments that say what it rests on.
#pragma once

#include <optional>
#include <string>

#include "simulate/results.hpp"
#include "traffic/route_draft.hpp"

namespace gw::report {

// `results` are what the draft without them met with the same log, observed: they give each route
// its count and the limit its number. The text is valid, and `gw lint` has no error or warning for
// it.
std::string draft_config(const traffic::RouteDraft& draft,
                         const std::optional<simulate::Results>& results);

}  // namespace gw::report
