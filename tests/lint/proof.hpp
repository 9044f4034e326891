// What a routing finding claims is proved by the request in its message: it is read back from the
// text and sent through the route table, also through tables in which each route of the claim is
// the only one.
#pragma once

#include <string>

#include "lint/lint_text.hpp"

namespace gw::lint {

// Rules whose findings name a request.
bool names_request(const Rule& rule);

// Empty when the claim holds, else what does not. "" also for a route that no request can meet.
std::string unproved(const Linted& linted, const Finding& finding);

}  // namespace gw::lint
