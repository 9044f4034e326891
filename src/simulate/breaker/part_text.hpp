// What a shard of a run through breakers found, as limit/part_text.hpp.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "base/result.hpp"
#include "simulate/breaker/replay.hpp"
#include "simulate/breaker/tune.hpp"

namespace gw::simulate {

std::string part_text(const BreakerPart& part);
std::string part_text(const BreakerTunePart& part);

// An Error says where the text is not what was written, for a grid of so many candidates.
Result<BreakerPart> read_breaker_part(std::string_view text);
Result<BreakerTunePart> read_breaker_tune_part(std::string_view text, size_t candidates);

}  // namespace gw::simulate
