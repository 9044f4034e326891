// A 64-bit hash keyed with a secret, for tables whose keys a client chooses: SipHash-1-3, the
// function that Rust's and Ruby's tables use against flooding (Aumasson and Bernstein, 2012).
// Same key, same bytes, same value on every platform.
#pragma once

#include <cstdint>
#include <string_view>

namespace gw {

// Drawn at random at start by `serve`, fixed in simulations. Never printed, never recorded.
struct HashKey {
  uint64_t low = 0;
  uint64_t high = 0;
};

uint64_t keyed_hash(HashKey key, std::string_view bytes);

// Folds one more 64-bit value into a hash that is only compared within one run or written as a
// digest; not keyed, not for client-chosen keys alone.
constexpr uint64_t mix(uint64_t seed, uint64_t value) {
  uint64_t x = (seed ^ value) + 0x9E3779B97F4A7C15ULL;
  x = (x ^ (x >> 30)) * 0xBF58476D1CE4E5B9ULL;
  x = (x ^ (x >> 27)) * 0x94D049BB133111EBULL;
  return x ^ (x >> 31);
}

}  // namespace gw
