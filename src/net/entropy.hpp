// Unpredictable bits from the operating system, for the secrets and the seed of one run. All other
// randomness is drawn from these (base/draw.hpp).
#pragma once

#include <cstdint>

namespace gw::net {

uint64_t entropy();

}  // namespace gw::net
