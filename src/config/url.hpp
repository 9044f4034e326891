// URLs of upstreams: http or https, a host, an optional port and path. Refused: user information
// (a secret does not belong into a configuration), queries and fragments, paths that are not in the
// canonical form of http/target.hpp.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "config/config.hpp"
#include "config/mistake.hpp"

namespace gw::config {

Parsed<Url> parse_url(std::string_view text);

// Whether a text means to be a URL and not a name.
bool looks_like_url(std::string_view text);

// "http://host:port" with the port always written and IPv6 in brackets: the same for equal origins.
// Of an unresolved URL what is written in its place.
std::string origin(const Url& url);

// Of a text of which a variable has to say some, "http://${env:HOST}/v1" or "${env:UPSTREAM}": the
// path is what follows the first slash behind the host, as far as one is written.
Url unresolved_url(std::string_view text);

// Why `path` ("/...") is not canonical, as a Mistake with places in `path`, or empty.
std::optional<Mistake> path_mistake(std::string_view path);

}  // namespace gw::config
