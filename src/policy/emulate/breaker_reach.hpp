// What a breaker looks back on, and how many calls it must see there before it can open at all.
#pragma once

#include <string>

#include "policy/emulate/breakers.hpp"

namespace gw::emulate {

struct BreakerReach {
  // The time whose calls it looks at; how long it stays open where it looks at no time.
  Duration window;
  // With fewer calls than this in every stretch of `span` (less than it from the first to the last)
  // it never opens. 0: no such number is known.
  int64_t calls = 0;
  Duration span = kAll;
  bool at_begin = false;  // a call counts when it begins, not when it ends
  std::string never{};    // why it never opens whatever it sees; empty when it may

  static constexpr Duration kAll{INT64_MAX};
};

BreakerReach reach_of(const policy::BreakerSpec& spec);
BreakerReach reach_of(const Breaker& breaker);

}  // namespace gw::emulate
