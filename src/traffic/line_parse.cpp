#include "traffic/line_parse.hpp"

#if defined(__SSE2__)
#include <emmintrin.h>
#endif

#include "traffic/shown_line.hpp"

namespace gw::traffic {

namespace {

#if defined(__SSE2__)

constexpr size_t kStep = 64;

// Adds to each of 16 counters, which take up to 255 / 4 steps.
inline __m128i add_feeds(__m128i counters, const char* step) {
  const __m128i feed = _mm_set1_epi8('\n');
  for (size_t i = 0; i < kStep; i += sizeof(__m128i)) {
    const __m128i bytes = _mm_loadu_si128(reinterpret_cast<const __m128i*>(step + i));
    counters = _mm_sub_epi8(counters, _mm_cmpeq_epi8(bytes, feed));
  }
  return counters;
}

size_t count_feeds(std::string_view text) {
  constexpr size_t kMostSteps = 63;
  size_t count = 0;
  while (text.size() >= kStep) {
    const size_t size = std::min(text.size() / kStep, kMostSteps) * kStep;
    __m128i counters = _mm_setzero_si128();
    for (size_t at = 0; at < size; at += kStep) counters = add_feeds(counters, text.data() + at);
    const __m128i sums = _mm_sad_epu8(counters, _mm_setzero_si128());
    count += static_cast<size_t>(_mm_cvtsi128_si64(sums)) +
             static_cast<size_t>(_mm_cvtsi128_si64(_mm_unpackhi_epi64(sums, sums)));
    text.remove_prefix(size);
  }
  return count + static_cast<size_t>(std::ranges::count(text, '\n'));
}

#else

size_t count_feeds(std::string_view text) {
  return static_cast<size_t>(std::ranges::count(text, '\n'));
}

#endif

}  // namespace

size_t count_lines(std::string_view text) {
  return count_feeds(text) + (!text.empty() && text.back() != '\n' ? 1 : 0);
}

size_t size_of_lines(std::string_view text, uint64_t most) {
  size_t size = 0;
  for (; most > 0 && size < text.size(); --most) {
    size = std::min(text.find('\n', size), text.size() - 1) + 1;
  }
  return size;
}

void count_malformed(Counters& counters, uint64_t line, const char* reason, std::string_view text) {
  ++counters.malformed;
  if (counters.samples.size() == Counters::kMaxSamples) return;
  counters.samples.push_back({line, reason, shown_line(text)});
}

void Counters::add(Counters other) {
  lines += other.lines;
  records += other.records;
  malformed += other.malformed;
  comments += other.comments;
  blank += other.blank;
  garbage_requests += other.garbage_requests;
  for (Malformed& one : other.samples) samples.push_back(std::move(one));
  std::ranges::sort(samples, {}, &Malformed::line);
  samples.resize(std::min(samples.size(), kMaxSamples));
}

}  // namespace gw::traffic
