// Steps over text that a line takes millions of times: inline, without a call, 16 bytes at a time
// where the machine has SSE2 (all of x86-64).
#pragma once

#include <algorithm>
#include <bit>
#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>

#if defined(__SSE2__)
#include <emmintrin.h>
#endif

namespace gw::traffic {

// Bytes [begin, end) of the line; begin <= end <= line.size(). substr() checks that once more.
inline std::string_view cut(std::string_view line, size_t begin, size_t end) {
  return {line.data() + begin, end - begin};
}

// line.substr(at).starts_with(text), for a text that the compiler knows; at <= line.size().
inline bool follows(std::string_view line, size_t at, std::string_view text) {
  return line.size() - at >= text.size() &&
         std::memcmp(line.data() + at, text.data(), text.size()) == 0;
}

// A text that is looked for again and again.
class Literal {
 public:
  // What stands() reads at most.
  static constexpr size_t kReadBytes = 16;

  explicit Literal(std::string_view text = {}) : text_(text) {
    const size_t first = std::min(text.size(), sizeof word_);
    if (first != 0) std::memcpy(&word_, text.data(), first);
    std::memset(&mask_, 0xFF, first);
    const size_t rest = std::min(text.size() - first, sizeof rest_);
    if (rest != 0) std::memcpy(&rest_, text.data() + first, rest);
    std::memset(&rest_mask_, 0xFF, rest);
  }

  // Whether it stands in `line` at `at` <= line.size().
  bool is_at(std::string_view line, size_t at) const {
    if (text_.size() > sizeof word_ || line.size() - at < sizeof word_) {
      return line.substr(at).starts_with(text_);
    }
    return (word_at(line.data() + at) & mask_) == word_;
  }
  // The same at `p`, behind which kReadBytes are readable, or its own size if that is more.
  bool stands(const char* p) const {
    if ((word_at(p) & mask_) != word_) return false;
    if (text_.size() <= sizeof word_) return true;
    if (text_.size() > kReadBytes) return std::memcmp(p, text_.data(), text_.size()) == 0;
    return (word_at(p + sizeof word_) & rest_mask_) == rest_;
  }
  const std::string& text() const { return text_; }
  char front() const { return text_.front(); }
  size_t size() const { return text_.size(); }

 private:
  static uint64_t word_at(const char* p) {
    uint64_t word;
    std::memcpy(&word, p, sizeof word);
    return word;
  }

  std::string text_;
  uint64_t word_ = 0;  // its first bytes
  uint64_t mask_ = 0;  // of these
  uint64_t rest_ = 0;  // the next ones
  uint64_t rest_mask_ = 0;
};

#if defined(__SSE2__)
// A bit for each of the 16 bytes at `p` that is `a` or `b`.
inline unsigned bits_of(const char* p, char a, char b) {
  const __m128i bytes = _mm_loadu_si128(reinterpret_cast<const __m128i*>(p));
  return static_cast<unsigned>(_mm_movemask_epi8(_mm_or_si128(
      _mm_cmpeq_epi8(bytes, _mm_set1_epi8(a)), _mm_cmpeq_epi8(bytes, _mm_set1_epi8(b)))));
}
#endif

// The first `a` or `b` from `at` on, else line.size(); at <= line.size().
inline size_t find_either(std::string_view line, size_t at, char a, char b) {
#if defined(__SSE2__)
  constexpr size_t kStep = 16;
  for (; line.size() - at >= kStep; at += kStep) {
    const unsigned hits = bits_of(line.data() + at, a, b);
    if (hits != 0) return at + static_cast<size_t>(std::countr_zero(hits));
  }
  if (line.size() >= kStep) {  // the last 16 bytes, without those before `at`
    const unsigned hits =
        bits_of(line.data() + line.size() - kStep, a, b) >> (at + kStep - line.size());
    return hits == 0 ? line.size() : at + static_cast<size_t>(std::countr_zero(hits));
  }
#endif
  while (at < line.size() && line[at] != a && line[at] != b) ++at;
  return at;
}

// The first blank from `at` on in a text that holds one, with 15 readable bytes behind it.
inline const char* find_blank(const char* at) {
#if defined(__SSE2__)
  for (;; at += 16) {
    const unsigned hits = bits_of(at, ' ', ' ');
    if (hits != 0) return at + __builtin_ctz(hits);
  }
#endif
  while (*at != ' ') ++at;
  return at;
}

// How many of the 16 bytes at `p` are capital letters before the first that is none.
inline size_t capitals(const char* p) {
#if defined(__SSE2__)
  const __m128i bytes = _mm_loadu_si128(reinterpret_cast<const __m128i*>(p));
  const __m128i are = _mm_and_si128(_mm_cmpgt_epi8(bytes, _mm_set1_epi8('A' - 1)),
                                    _mm_cmplt_epi8(bytes, _mm_set1_epi8('Z' + 1)));
  const unsigned others = ~static_cast<unsigned>(_mm_movemask_epi8(are));  // never 0: 16 of 32 bits
  return static_cast<size_t>(__builtin_ctz(others));
#else
  size_t count = 0;
  while (count < 16 && p[count] >= 'A' && p[count] <= 'Z') ++count;
  return count;
#endif
}

// The number at the front of a text: its digits as far as the eight bytes there hold them.
struct Digits {
  static constexpr size_t kMost = 8;  // then more may follow

  size_t count = 0;
  uint32_t value = 0;
};

// Without a branch; eight bytes at `p` are readable. Three multiplications add up neighbours,
// pairs and fours.
inline Digits digits_at(const char* p) {
  uint64_t word;
  std::memcpy(&word, p, sizeof word);
  word ^= 0x3030'3030'3030'3030;  // digits become 0 to 9
  const uint64_t others = ((word + 0x7676'7676'7676'7676) | word) & 0x8080'8080'8080'8080;
  const size_t count =
      others == 0 ? Digits::kMost : static_cast<size_t>(__builtin_ctzll(others)) / 8;
  if (count == 0) return {};
  word <<= 64 - 8 * count;  // zeros in front
  word = word * 10 + (word >> 8);
  constexpr uint64_t kPairs = 0x0000'00FF'0000'00FF;
  word = (word & kPairs) * (100 + (uint64_t{1'000'000} << 32)) +
         ((word >> 16) & kPairs) * (1 + (uint64_t{10'000} << 32));
  return {count, static_cast<uint32_t>(word >> 32)};
}

inline size_t find_byte(std::string_view line, size_t at, char c) {
  return find_either(line, at, c, c);
}

// Adds up to 15 digits from `at` on to `value`, as its last ones; returns where they end.
inline size_t take_digits(std::string_view line, size_t at, int64_t& value) {
  const size_t limit = std::min(line.size(), at + 15);
  for (; at < limit && line[at] >= '0' && line[at] <= '9'; ++at) {
    value = value * 10 + (line[at] - '0');
  }
  return at;
}

}  // namespace gw::traffic
