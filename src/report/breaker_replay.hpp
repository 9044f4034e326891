// What a circuit breaker would have done to a log, for people and for programs.
#pragma once

#include <string>
#include <vector>

#include "report/style.hpp"
#include "simulate/breaker/replay.hpp"

namespace gw::report {

std::string breaker_replay_text(const simulate::BreakerReplay& replay, const Style& style);
std::string breaker_replay_json(const simulate::BreakerReplay& replay);
// A page for a browser.
std::string breaker_replay_html(const simulate::BreakerReplay& replay);

// Parts of these: what became of the log, under which breaker, how much of it rests on where in
// their second calls stand, which is empty when that makes no difference, and the groups whose
// breaker needs more calls than they ever have, a line each, at most BreakerReplay::top; or why
// none ever opens.
std::string breaker_replay_sentence(const simulate::BreakerReplay& replay);
std::string breaker_replay_setting(const simulate::BreakerReplay& replay);
std::string breaker_replay_bounds(const simulate::BreakerReplay& replay);
std::vector<std::string> breakers_that_never_trip(const simulate::BreakerReplay& replay);

}  // namespace gw::report
