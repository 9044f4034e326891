// The part of the reader for routes.
#pragma once

#include <string_view>
#include <vector>

#include "config/draft.hpp"
#include "config/problem.hpp"
#include "config/view.hpp"

namespace gw::config {

// The conditions under `key`, by the names of headers or query keys: a text means exact, a mapping
// has one of exact, prefix, regex and present.
std::vector<FieldMatch> read_conditions(const View& view, std::string_view key, bool are_headers,
                                        Problems& problems);

RouteDraft read_route(const View& view, Problems& problems);

}  // namespace gw::config
