// `${env:NAME}` in the values of a configuration. Nothing here reads the process's environment: the
// caller gives a function, or none, and then every reference is left as it stands.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "config/config.hpp"
#include "config/node.hpp"
#include "config/problem.hpp"

namespace gw::config {

// The value of a variable, or empty when it is not set.
using Environment = std::function<std::optional<std::string>(const std::string& name)>;

// Replaces the references in every scalar; a variable that is not set is an error at its place.
// Without an environment, marks the scalars and returns the places of the references. "$${env:" is
// no reference but the text "${env:".
std::vector<Located<std::string>> substitute(Node& root, const Environment& environment,
                                             Problems& problems);

}  // namespace gw::config
