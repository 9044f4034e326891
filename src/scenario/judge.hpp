// What a test expects against what happened.
#pragma once

#include <vector>

#include "engine/plan.hpp"
#include "scenario/player.hpp"
#include "scenario/results.hpp"
#include "scenario/script.hpp"

namespace gw::scenario {

std::vector<Failure> judge(const engine::Plan& plan, const Test& test,
                           const Performance& performance);

}  // namespace gw::scenario
