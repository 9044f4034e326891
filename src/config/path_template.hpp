// The path of a route: "/users/{id}/orders", "/files/*", "/files/{rest*}". Literals are compared
// with the canonical path of a request, so they must be canonical themselves.
#pragma once

#include <string_view>

#include "config/config.hpp"
#include "config/mistake.hpp"

namespace gw::config {

inline constexpr size_t kMaxPathSegments = 64;
inline constexpr size_t kMaxPathParams = 16;

// The span of the result is left empty.
Parsed<PathTemplate> parse_path_template(std::string_view text);

// A path of which a variable has to say some: a piece with one stands for itself, so that other
// words are other paths, and is a literal whatever it turns out to be. The whole is one segment
// where it would be too many.
PathTemplate unresolved_path(std::string_view text);
bool is_unresolved(const PathTemplate& path);

// Equal for two templates that match the same paths: names of parameters do not matter.
std::string path_shape(const PathTemplate& path);

}  // namespace gw::config
