// What a log would have met at one limit, for people and for programs.
#pragma once

#include <string>

#include "report/style.hpp"
#include "simulate/limit/replay.hpp"

namespace gw::report {

std::string limit_replay_text(const simulate::LimitReplay& replay, const Style& style);
std::string limit_replay_json(const simulate::LimitReplay& replay);

}  // namespace gw::report
