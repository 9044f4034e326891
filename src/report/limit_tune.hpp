// Which limit fits a log, for people and for programs.
#pragma once

#include <string>

#include "report/style.hpp"
#include "simulate/limit/tune.hpp"

namespace gw::report {

std::string limit_tune_text(const simulate::LimitTune& tune, const Style& style);
std::string limit_tune_json(const simulate::LimitTune& tune);
// The suggestion as lines of a configuration; empty when there is none.
std::string suggested_config(const simulate::LimitTune& tune);

}  // namespace gw::report
