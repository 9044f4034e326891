// Which of two routes the engine prefers for a request that both take, and by what: the order that
// config/precedence.hpp spells out.
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

}  // namespace gw::analyze
