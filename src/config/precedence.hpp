// Which of the routes that take a request the engine prefers, and by what, as far as a Config
// tells: the order that engine/route_table.hpp defines, for whoever explains it. Host, then path
// segment by segment, then conditions, then method, then the place in the file.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

#include "config/config.hpp"

namespace gw::config {

bool takes_host(const HostPattern& pattern, std::string_view host);

// How specific the route's best host is for this one: an exact one above any wildcard, the longer
// wildcard above the shorter, 0 for a route of any host. Empty when no host of the route takes it.
std::optional<size_t> host_rank(const Route& route, std::string_view host);

// What stands at place `i` of a path template, the most specific first.
enum class PathPiece : uint8_t { kLiteral, kParam, kWildcard, kEnd };
PathPiece piece_at(const PathTemplate& path, size_t i);
// The first place where the two differ; empty when they do nowhere.
std::optional<size_t> first_difference(const PathTemplate& a, const PathTemplate& b);

// On headers and query values: more of them are preferred.
size_t condition_count(const Route& route);

// How well the route names the method: 0 when it does, 1 for HEAD when it names GET, 2 when it
// takes any. Empty when it does not take it.
std::optional<int> method_rank(const Route& route, std::string_view method);

}  // namespace gw::config
