// --assume of every command that runs a log: sets an assumption, or lists all of them.
#pragma once

#include <string>
#include <string_view>

#include "base/result.hpp"
#include "cmd/invocation.hpp"
#include "simulate/options.hpp"

namespace gw::cmd {

// What --assume list prints.
std::string assumptions_text();
// The chapter of gw(1), in roff.
std::string assumptions_chapter();

// After the options of the same names.
Result<void> set_assumptions(const Invocation& invocation, simulate::Options& options);

}  // namespace gw::cmd
