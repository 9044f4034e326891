#include "lint/fingerprint.hpp"

#include <algorithm>

#include "base/hash.hpp"
#include "base/text.hpp"

namespace gw::lint {
namespace {

// Public and fixed: a fingerprint is compared with those of earlier runs.
constexpr HashKey kKey{0x66696E6765727072, 0x696E742D67772D31};

// A longer line is many: a whole JSON file, say, of which each change would move all findings.
constexpr size_t kLongLine = 512;
constexpr size_t kAround = 96;

std::string hex(uint64_t value) {
  std::string out(16, '0');
  for (size_t i = out.size(); i > 0; value >>= 4) out[--i] = "0123456789abcdef"[value & 15];
  return out;
}

std::string text_around(const SourceText& source, Span span) {
  const size_t number = source.line_at(span.begin);
  const std::string_view line = source.line(number);
  if (line.size() <= kLongLine) return source.shown_line(number);
  const auto start = static_cast<size_t>(line.data() - source.text().data());
  const size_t at = std::min<size_t>(span.begin - start, line.size());
  const size_t from = start + at - std::min(at, kAround);
  const size_t to = start + std::min(at + kAround, line.size());
  return source.shown_bytes({static_cast<uint32_t>(from), static_cast<uint32_t>(to)});
}

}  // namespace

std::string Fingerprints::of(std::string_view code, Span span) {
  const std::string text = text_around(source_, span);
  const uint64_t hash = mix(keyed_hash(kKey, code), keyed_hash(kKey, trim(text)));
  return hex(mix(hash, seen_[{&source_.part(span.begin), hash}]++));
}

}  // namespace gw::lint
