// What a shard of a run found, as one line of JSON and back, so that any machine may run it and any
// other one put the parts together. Numbers are exact; times are nanoseconds since 1970.
#pragma once

#include <string>
#include <string_view>

#include "base/result.hpp"
#include "simulate/limit/replay.hpp"
#include "simulate/limit/tune.hpp"

namespace gw::simulate {

std::string part_text(const LimitPart& part);
std::string part_text(const TunePart& part);

// An Error says where the text is not what was written.
Result<LimitPart> read_limit_part(std::string_view text);
Result<TunePart> read_tune_part(std::string_view text);

}  // namespace gw::simulate
