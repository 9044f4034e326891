// Which of two routes the engine prefers for a request that both take, and by what: the order that
// engine/route_table.hpp defines, spelled out over a Config.
#pragma once

#include <cstddef>
#include <string_view>

#include "analyze/witness.hpp"
#include "config/config.hpp"

namespace gw::analyze {

enum class DecidedBy : uint8_t {
  kHost,        // the more specific host
  kPath,        // segment by segment, literal before parameter before wildcard
  kConditions,  // more of them
  kMethod,      // named before any; for HEAD: HEAD before GET before any
  kFileOrder    // nothing but the place in the file
};

struct Preference {
  size_t winner = 0;  // one of the two
  DecidedBy by = DecidedBy::kFileOrder;
};

// Indices into Config::routes; both take the request.
Preference preferred(const config::Config& config, size_t a, size_t b, const Witness& request);

// Negative: the paths that `a` takes are preferred to those of `b` where both take one; 0: neither.
int compare_paths(const config::PathTemplate& a, const config::PathTemplate& b);

// On headers and query values: more of them are preferred.
size_t condition_count(const config::Route& route);

// How well the route names the method: 0 best.
int method_rank(const config::Route& route, std::string_view method);

}  // namespace gw::analyze
