// What a run takes for granted because no log tells it, and how that is written on the command
// line: one table that reads --assume, lists it and fills its chapter of the man page.
#pragma once

#include <span>
#include <string_view>

#include "base/result.hpp"
#include "simulate/options.hpp"

namespace gw::simulate {

struct Assumption {
  std::string_view name;
  std::string_view values;    // as help shows them: "clump|spread|jitter"
  std::string_view fallback;  // what holds when nothing is said
  std::string_view doc;       // what it changes, a sentence without a full stop
  std::string_view told_as;   // codes of the caveats that count what rests on it
  // The commands that it is for; empty for all that take --assume.
  std::span<const std::string_view> commands = {};
  // Whether an option of that name says the same.
  bool has_option = false;
};

std::span<const Assumption> assumptions();

// Values of all of them that differ from what holds anyway, for completions.
inline constexpr std::string_view kAssumptionOffers[] = {
    "auth=none",        "subsecond=clump", "subsecond=jitter",    "client=xff:1",
    "client=user",      "clients=backoff", "clients=retry-after", "duration=250ms",
    "refused=left-out", "sampled=1/100",   "sampled=1/100:client"};

// "subsecond=clump": changes `options`, and says which assumption it is. An Error says what is
// expected.
Result<const Assumption*> set_assumption(Options& options, std::string_view text);

}  // namespace gw::simulate
