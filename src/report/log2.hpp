// Logarithms for the axes of curves, in integers, so that every machine draws the same.
#pragma once

#include <bit>
#include <cstdint>

namespace gw::report {

// The binary logarithm of 1 or more, times 65536 and rounded down.
inline uint64_t log2_scaled(uint64_t value) {
  const auto whole = static_cast<uint64_t>(std::bit_width(value) - 1);
  uint64_t mantissa = value << (63 - whole) >> 32;  // 1 .. 2, times 2^31
  uint64_t result = whole;
  for (int bit = 0; bit < 16; ++bit) {
    mantissa = mantissa * mantissa >> 31;
    result = result << 1 | mantissa >> 32;
    mantissa >>= mantissa >> 32;
  }
  return result;
}

}  // namespace gw::report
