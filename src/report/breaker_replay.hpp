// What a circuit breaker would have done to a log, for people and for programs.
#pragma once

#include <string>

#include "report/style.hpp"
#include "simulate/breaker/replay.hpp"

namespace gw::report {

std::string breaker_replay_text(const simulate::BreakerReplay& replay, const Style& style);
std::string breaker_replay_json(const simulate::BreakerReplay& replay);

}  // namespace gw::report
