// Results as CSV (RFC 4180) for spreadsheets and notebooks: one table each, with the names of the
// JSON report as its head. Times are RFC 3339 in UTC, lengths of time integers of nanoseconds; what
// is not there is empty. The table of a log that was not read to its end has one column more,
// "partial", of ones.
#pragma once

#include <string>

#include "simulate/breaker/replay.hpp"
#include "simulate/breaker/tune.hpp"
#include "simulate/limit/replay.hpp"
#include "simulate/limit/tune.hpp"
#include "simulate/results.hpp"

namespace gw::report {

// A row a step of time.
std::string simulation_csv(const simulate::Results& results);
std::string limit_replay_csv(const simulate::LimitReplay& replay);
// A row a group and a step of time, of the groups whose course is known.
std::string breaker_replay_csv(const simulate::BreakerReplay& replay);
// A row a limit of LimitTune::curve.
std::string limit_tune_csv(const simulate::LimitTune& tune);
// A row a candidate.
std::string breaker_tune_csv(const simulate::BreakerTune& tune);

}  // namespace gw::report
