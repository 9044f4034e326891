// Randomness without a generator: a number is a function of the run's seed, the journey and what
// it is for, so no order of calls and no number of threads can change it.
#pragma once

#include <cstdint>

#include "base/hash.hpp"

namespace gw {

struct Seed {
  uint64_t value = 0;
};

// What a number is for; each purpose has its own stream.
enum class Purpose : uint32_t {
  kBackoff,
  kBalance,
  kSubsecond,
  kOutcome,
  kTraceId,
  kUuid,
  kSample,
  kEmulation,
  kTraffic,
  kComeBack,
  kInject,
  kScale
};

// A uniformly distributed 64-bit number.
constexpr uint64_t draw(Seed seed, uint64_t ticket, Purpose purpose, uint32_t attempt) {
  const uint64_t stream = static_cast<uint64_t>(purpose) << 32 | attempt;
  return mix(mix(mix(seed.value, ticket), stream), 0xD1B54A32D192ED03ULL);
}

// The same number scaled to [0, bound); bound >= 1. The bias is below bound / 2^64.
constexpr uint64_t draw_below(uint64_t number, uint64_t bound) {
  return static_cast<uint64_t>(static_cast<unsigned __int128>(number) * bound >> 64);
}

}  // namespace gw
