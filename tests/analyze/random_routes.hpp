// Generated routes over a small vocabulary, and all short requests over the same: what a theory of
// routes says is held against what the engine does with each of them.
#pragma once

#include <string>
#include <vector>

#include "analyze/witness.hpp"
#include "oracle/dice.hpp"

namespace gw::testing {

// What a batch is about: the others are few and simple, so that all requests can be looked at.
enum class Focus : uint8_t { kPaths, kHosts, kValues, kAll };

// A line for `route`.
std::string random_route(oracle::Dice& dice, Focus focus);

std::vector<analyze::Witness> all_requests(Focus focus);

}  // namespace gw::testing
