#include "traffic/stops.hpp"

#include <algorithm>
#include <bit>

#if defined(__x86_64__)
#include <immintrin.h>
#endif

namespace gw::traffic {

namespace {

constexpr size_t kBlock = 64;
// Written at a time; most blocks have no more.
constexpr size_t kAtOnce = 4;

template <Stops::Kind kind>
bool is_stop(char c) {
  if (kind == Stops::Kind::kJson && static_cast<signed char>(c) < 0x20) return true;
  return c == '\n' || c == '"' || c == '\\';
}

template <Stops::Kind kind>
uint32_t* find_plainly(const char* text, size_t size, uint32_t* to) {
  for (size_t at = 0; at < size; ++at) {
    *to = static_cast<uint32_t>(at);
    to += is_stop<kind>(text[at]) ? 1 : 0;
  }
  return to;
}

#if defined(__x86_64__)

// The stops differ in their lower four bits, by which the table has each of them.
template <Stops::Kind kind>
[[gnu::target("avx2,bmi,popcnt")]] inline uint64_t stops_of_half(const char* p) {
  const __m256i by_low_bits =
      _mm256_setr_epi8(1, 0, '"', 0, 0, 0, 0, 0, 0, 0, '\n', 0, '\\', 0, 0, 0,  //
                       1, 0, '"', 0, 0, 0, 0, 0, 0, 0, '\n', 0, '\\', 0, 0, 0);
  const __m256i bytes = _mm256_loadu_si256(reinterpret_cast<const __m256i*>(p));
  __m256i are = _mm256_cmpeq_epi8(_mm256_shuffle_epi8(by_low_bits, bytes), bytes);
  if (kind == Stops::Kind::kJson) {
    are = _mm256_or_si256(are, _mm256_cmpgt_epi8(_mm256_set1_epi8(0x20), bytes));
  }
  return static_cast<uint32_t>(_mm256_movemask_epi8(are));
}

// Writes up to kBlock places more than it counts.
template <Stops::Kind kind>
[[gnu::target("avx2,bmi,popcnt")]] uint32_t* find_by_blocks(const char* text, size_t size,
                                                            uint32_t* to) {
  for (size_t at = 0; at < size; at += kBlock) {
    uint64_t bits = stops_of_half<kind>(text + at) | stops_of_half<kind>(text + at + kBlock / 2)
                                                         << 32;
    uint32_t* const end = to + std::popcount(bits);
    do {
      for (size_t i = 0; i < kAtOnce; ++i) {
        to[i] = static_cast<uint32_t>(at) + static_cast<uint32_t>(_tzcnt_u64(bits));
        bits &= bits - 1;
      }
      to += kAtOnce;
    } while (to < end);
    to = end;
  }
  return to;
}

#endif

// Where the places written end, those of the padding included.
template <Stops::Kind kind>
uint32_t* find_all(std::string_view text, Stops::Way way, uint32_t* to) {
#if defined(__x86_64__)
  if (way == Stops::Way::kBlocks) return find_by_blocks<kind>(text.data(), text.size(), to);
#endif
  return find_plainly<kind>(text.data(), text.size(), to);
}

}  // namespace

Stops::Way Stops::fastest_way() {
#if defined(__x86_64__)
  static const bool has_avx2 = __builtin_cpu_supports("avx2") && __builtin_cpu_supports("bmi") &&
                               __builtin_cpu_supports("popcnt");
  if (has_avx2) return Way::kBlocks;
#endif
  return Way::kBytes;
}

void Stops::find(std::string_view text) {
  text_ = text;
  const size_t room = text.size() + 2 * kBlock + kAhead;
  if (places_.size() < room) places_.resize(room);
  uint32_t* const begin = places_.data();
  uint32_t* end = kind_ == Kind::kText ? find_all<Kind::kText>(text, way_, begin)
                                       : find_all<Kind::kJson>(text, way_, begin);
  while (end != begin && end[-1] >= text.size()) --end;
  std::fill_n(end, kAhead, static_cast<uint32_t>(text.size()));
  next_ = 0;
}

}  // namespace gw::traffic
