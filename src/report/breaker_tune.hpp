// Which circuit breaker fits a log, for people and for programs.
#pragma once

#include <string>

#include "report/paste.hpp"
#include "report/style.hpp"
#include "simulate/breaker/tune.hpp"

namespace gw::report {

// The suggestion is shown as lines for `product`.
std::string breaker_tune_text(const simulate::BreakerTune& tune, Product product,
                              const Style& style);
std::string breaker_tune_json(const simulate::BreakerTune& tune, Product product);

}  // namespace gw::report
