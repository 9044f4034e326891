// What emulated circuit breakers are asked and told. Each is a struct of settings with a nested
// State; a value-initialised one starts with its first call. `ask` for each call, `finish` for each
// that passed, both in the order of time; what a product does by a timer is worked out from the
// time of the next of them. `now` is nanoseconds since 1970-01-01T00:00:00Z and > 0.
#pragma once

#include <cstdint>

#include "base/time.hpp"
#include "policy/breaker.hpp"

namespace gw::emulate {

using policy::BreakerState;

enum class Verdict : uint8_t {
  kPass,
  kReject,
  kWait,  // held until the state changes, then to be asked again (cockatiel)
};

// One call that passed, to be handed back.
struct Call {
  Instant begun;
  uint64_t generation = 0;
  uint64_t bucket = 0;
  int32_t host = 0;
  bool probe = false;
};

struct Answer {
  Verdict verdict = Verdict::kPass;
  Call call{};
};

enum class CallResult : uint8_t { kSuccess, kFailure, kIgnored };

// How a call ended; it took until the `now` of its `finish`.
struct Ended {
  CallResult result = CallResult::kSuccess;
  int32_t status = 0;  // of its response, for those that look at it; 0: none came
};

constexpr Answer passed(Call call) {
  return {Verdict::kPass, call};
}
constexpr Answer turned_away() {
  return {Verdict::kReject, {}};
}

}  // namespace gw::emulate
