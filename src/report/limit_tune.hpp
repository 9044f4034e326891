// Which limit fits a log, for people and for programs.
#pragma once

#include <cstdint>
#include <string>

#include "report/paste.hpp"
#include "report/style.hpp"
#include "simulate/limit/tune.hpp"

namespace gw::report {

// The suggestion is shown as lines for `product`.
std::string limit_tune_text(const simulate::LimitTune& tune, Product product, const Style& style);
std::string limit_tune_json(const simulate::LimitTune& tune, Product product);
// A page for a browser, in which the limit can be dragged along LimitTune::curve.
std::string limit_tune_html(const simulate::LimitTune& tune, Product product);

// Parts of these.
// "10/s", "600/m".
std::string tuned_rate(const simulate::LimitTune& tune, uint64_t limit);
// What was read and what the suggestion does, in a sentence or two.
std::string tune_sentence(const simulate::LimitTune& tune);
// "key client, 2026-11-20 ... UTC, at most 0.1% of the good keys blocked".
std::string tune_setting(const simulate::LimitTune& tune);
// "at most 0.1% of the good keys blocked".
std::string tune_goal(const simulate::LimitTune& tune);

// How much of the suggestion rests on where in their second requests stand; empty when that makes
// no difference.
std::string tune_bounds(const simulate::LimitTune& tune);

// Sections of the text: the curve in braille, and how many keys need which limit. Empty where there
// is too little to show.
std::string tune_curve_section(const simulate::LimitTune& tune, const Style& style);
std::string tune_needs_section(const simulate::LimitTune& tune, const Style& style);

}  // namespace gw::report
