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
  explicit Literal(std::string_view text = {}) : text_(text) {
    if (text.empty() || text.size() > sizeof word_) return;
    std::memcpy(&word_, text.data(), text.size());
    std::memset(&mask_, 0xFF, text.size());
  }

  // Whether it stands in `line` at `at` <= line.size().
  bool is_at(std::string_view line, size_t at) const {
    if (text_.size() > sizeof word_ || line.size() - at < sizeof word_) {
      return line.substr(at).starts_with(text_);
    }
    uint64_t word;
    std::memcpy(&word, line.data() + at, sizeof word);
    return (word & mask_) == word_;
  }
  const std::string& text() const { return text_; }
  char front() const { return text_.front(); }
  size_t size() const { return text_.size(); }

 private:
  std::string text_;
  uint64_t word_ = 0;  // the text, when it is that short
  uint64_t mask_ = 0;  // of its bytes
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
