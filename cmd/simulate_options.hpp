// The options of `gw simulate` as the library takes them.
#pragma once

#include "base/result.hpp"
#include "cmd/invocation.hpp"
#include "simulate/options.hpp"

namespace gw::cmd {

// An Error names the option and what it expects.
Result<simulate::Options> simulate_options(const Invocation& invocation);

}  // namespace gw::cmd
