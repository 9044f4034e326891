// Two configurations from their texts, and what was found between them in a line each.
#pragma once

#include <string>

#include "analyze/differences.hpp"

namespace gw::testing {

// Of valid texts; one that begins with '{' is JSON.
analyze::Differences differences_of(const std::string& before, const std::string& after);

// A line for each route, or group of routes, with its moves and its changes indented under it, as
//
//   ~ GET /a
//     GET /a/x: GET /a → 404
//     auth_required removed: true → false
//
// then the gateway's changes and the questions that are left open. Empty: there is no difference.
std::string text_of(const analyze::Differences& differences);

}  // namespace gw::testing
