// A suggestion as the lines of a configuration to paste, gw's own or another product's. What a
// product cannot say exactly is said as near as it can, with a comment on the difference.
#pragma once

#include <cstdint>
#include <string>

#include "simulate/breaker/tune.hpp"

namespace gw::report {

enum class Product : uint8_t { kGw, kEnvoy };

// Empty when nothing is suggested.
std::string breaker_lines(const simulate::BreakerTune& tune, Product product);

}  // namespace gw::report
