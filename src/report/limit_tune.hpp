// Which limit fits a log, for people and for programs.
#pragma once

#include <string>

#include "report/paste.hpp"
#include "report/style.hpp"
#include "simulate/limit/tune.hpp"

namespace gw::report {

// The suggestion is shown as lines for `product`.
std::string limit_tune_text(const simulate::LimitTune& tune, Product product, const Style& style);
std::string limit_tune_json(const simulate::LimitTune& tune, Product product);

}  // namespace gw::report
