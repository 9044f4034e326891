// The part of the reader for routes.
#pragma once

#include "config/draft.hpp"
#include "config/problem.hpp"
#include "config/view.hpp"

namespace gw::config {

RouteDraft read_route(const View& view, Problems& problems);

}  // namespace gw::config
