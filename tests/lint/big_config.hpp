// A large configuration in which no rule finds anything, as text: services and routes of all the
// kinds that mistakes are planted in, in an order drawn from the seed.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace gw::lint {

// Numbers for tests: each call the next one of [0, bound).
class Dice {
 public:
  explicit Dice(uint64_t seed) : state_(seed) {}
  size_t operator()(size_t bound);

 private:
  uint64_t state_;
};

// The text with `value` wherever `name` stands: "{n}" for the number of a route.
std::string fill(std::string text, std::string_view name, std::string_view value);

// Routes are called r0, r1, ... and r0 and r1 come first: one that takes writes, and an open one
// under the limit of the defaults. Without limits each route asks for credentials.
std::string big_config(uint64_t seed, size_t routes, bool limits);

}  // namespace gw::lint
