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
// A page for a browser, of a tuning with courses.
std::string breaker_tune_html(const simulate::BreakerTune& tune, Product product);

// Parts of these: what was found, how it was asked, what a candidate is called ("50% over 30s", "5
// in a row") and how its score is written.
std::string breaker_tune_sentence(const simulate::BreakerTune& tune);
std::string breaker_tune_setting(const simulate::BreakerTune& tune);
std::string tuned_breaker(const simulate::BreakerTune& tune, size_t candidate);
std::string tuned_score(int64_t score);
// Whether two candidates did the same, whatever led them to it.
bool do_the_same(const simulate::BreakerTunePoint& a, const simulate::BreakerTunePoint& b);

}  // namespace gw::report
