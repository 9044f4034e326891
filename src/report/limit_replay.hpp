// What a log would have met at one limit, for people and for programs.
#pragma once

#include <string>

#include "report/style.hpp"
#include "simulate/limit/replay.hpp"

namespace gw::report {

std::string limit_replay_text(const simulate::LimitReplay& replay, const Style& style);
std::string limit_replay_json(const simulate::LimitReplay& replay);
// A page for a browser.
std::string limit_replay_html(const simulate::LimitReplay& replay);

// Parts of these: what became of the log, under which limit, and how much of it rests on where in
// their second requests stand; the last is empty when that makes no difference.
std::string limit_replay_sentence(const simulate::LimitReplay& replay);
std::string limit_replay_setting(const simulate::LimitReplay& replay);
std::string limit_replay_bounds(const simulate::LimitReplay& replay);
// What one count for several replicas would do; empty for one.
std::string limit_replay_shared(const simulate::LimitReplay& replay);
// What came of clients that come back; empty without any.
std::string limit_replay_returned(const simulate::LimitReplay& replay);

}  // namespace gw::report
