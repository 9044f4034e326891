// The door of the engine: one step in, effects out. Never blocks, never reads a clock, never
// allocates once its tables have grown. The same steps give the same effects, always.
#pragma once

#include "engine/effect.hpp"
#include "engine/state.hpp"
#include "engine/step.hpp"

namespace gw::engine {

// Appends to `effects`. Steps for a ticket that is void are ignored.
void advance(State& state, const Step& step, EffectBuffer& effects);

}  // namespace gw::engine
