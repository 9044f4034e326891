#include "engine/cut_path.hpp"

#include <bit>
#include <cstring>

namespace gw::engine {
namespace {

// The byte positions of '/' in eight bytes, as the top bits of those bytes; exact.
uint64_t slashes(uint64_t word) {
  constexpr uint64_t kLow7 = 0x7F7F7F7F7F7F7F7FULL;
  const uint64_t x = word ^ 0x2F2F2F2F2F2F2F2FULL;
  return ~(((x & kLow7) + kLow7) | x | kLow7);
}

uint64_t fold(uint64_t a, uint64_t b) {
  const unsigned __int128 product = static_cast<unsigned __int128>(a) * b;
  return static_cast<uint64_t>(product) ^ static_cast<uint64_t>(product >> 64);
}

uint64_t load8(const char* at) {
  uint64_t word;
  std::memcpy(&word, at, 8);
  return word;
}

// Up to eight bytes of `text` from `at` on, the rest zero. Reads whole words of `text` where it
// can, since short copies of changing length are slow.
uint64_t word_at(std::string_view text, size_t at, size_t bytes) {
  uint64_t word = 0;
  if (at + 8 <= text.size()) {
    word = load8(text.data() + at);
  } else if (text.size() >= 8) {
    word = load8(text.data() + text.size() - 8) >> (8 * (at + 8 - text.size()));
  } else {
    std::memcpy(&word, text.data() + at, bytes);
  }
  return bytes >= 8 ? word : word & ((uint64_t{1} << (8 * bytes)) - 1);
}

}  // namespace

// By folded multiplication.
uint64_t hash_segment(size_t place, std::string_view text, size_t begin, size_t end) {
  size_t bytes = end - begin;
  uint64_t hash = (place + 1) * 0x9E3779B97F4A7C15ULL ^ bytes;
  for (; bytes > 8; begin += 8, bytes -= 8) {
    hash = fold(hash ^ load8(text.data() + begin), 0x9FB21C651E98DF25ULL);
  }
  const uint64_t last = bytes == 0 ? 0 : word_at(text, begin, bytes);
  return fold(hash ^ last, 0xA0761D6478BD642FULL);
}

CutPath::CutPath(std::string_view path) : text_(path) {
  if (path.empty() || path.front() != '/') return;
  starts_[0] = 1;
  size_t at = 1;
  for (; at + 8 <= path.size(); at += 8) {
    for (uint64_t bits = slashes(load8(path.data() + at)); bits != 0; bits &= bits - 1) {
      cut(at + static_cast<size_t>(std::countr_zero(bits)) / 8);
    }
  }
  for (; at < path.size(); ++at) {
    if (path[at] == '/') cut(at);
  }
  if (overflows_) return;
  cut(path.size());
}

void CutPath::cut(size_t slash) {
  if (count_ == kMaxSegments) {
    overflows_ = true;
    return;
  }
  empty_ |= static_cast<uint64_t>(slash == starts_[count_]) << count_;
  starts_[++count_] = static_cast<uint32_t>(slash + 1);
}

}  // namespace gw::engine
