// A suggestion as the lines of a configuration to paste, gw's own or another product's. What a
// product cannot say exactly is said as near as it can, with a comment on the difference; so is
// that the log was not read to its end.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "report/style.hpp"
#include "simulate/breaker/tune.hpp"
#include "simulate/limit/tune.hpp"

namespace gw::report {

enum class Product : uint8_t { kGw, kNginx, kHaproxy, kEnvoy, kKong };

// Empty when nothing is suggested; a comment alone when the product cannot count by the key.
std::string limit_lines(const simulate::LimitTune& tune, Product product);
// kGw and kEnvoy alone.
std::string breaker_lines(const simulate::BreakerTune& tune, Product product);

// Such lines as a section of a report; empty when there are none.
std::string to_paste(std::string_view lines, const Style& style);

}  // namespace gw::report
