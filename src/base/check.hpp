// GW_CHECK states an invariant of our own code. It stays in release builds: a gateway that goes on
// with a broken invariant is worse than one that stops. Never for user input or peers.
#pragma once

namespace gw {

// Prints "file:line: broken invariant: condition" on standard error and aborts.
[[noreturn]] void check_failed(const char* condition, const char* file, int line);

}  // namespace gw

#define GW_CHECK(condition)                                               \
  do {                                                                    \
    if (!(condition)) ::gw::check_failed(#condition, __FILE__, __LINE__); \
  } while (false)
