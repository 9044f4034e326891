// Which answers count as failures of a call.
#pragma once

#include <bitset>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.hpp"
#include "policy/emulate/breaker_call.hpp"

namespace gw::simulate {

using Statuses = std::bitset<1000>;

// "500-599", "502,504", "429,500-599": each 100 .. 599.
Result<Statuses> parse_statuses(std::string_view text);

// A client that left (499) counts neither way, unless it is one of the failures; what is no failure
// is a success, also what the log does not tell (0).
emulate::CallResult call_result(const Statuses& failures, uint16_t status);

}  // namespace gw::simulate
