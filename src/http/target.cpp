#include "http/target.hpp"

#include <algorithm>
#include <cstring>

#include "http/chars.hpp"

namespace gw::http {
namespace {

constexpr std::string_view kUpperHex = "0123456789ABCDEF";

constexpr bool is_escape(std::string_view text, size_t at) {
  return at + 2 < text.size() && is(text[at + 1], kHexChar) && is(text[at + 2], kHexChar);
}

constexpr uint8_t escaped_byte(std::string_view text, size_t at) {
  return static_cast<uint8_t>(hex_value(text[at + 1]) << 4 | hex_value(text[at + 2]));
}

// From where on a path is to be read byte by byte; what stands before is canonical as it is. The
// size when there is nothing left: most paths are all letters, digits and marks that need no work.
size_t plain_prefix(std::string_view raw) {
#if defined(__SSE2__)
  constexpr size_t kStep = 16;
  const auto bits = [](__m128i bytes) { return static_cast<unsigned>(_mm_movemask_epi8(bytes)); };
  for (size_t i = 0; i + kStep <= raw.size(); i = std::min(i + kStep, raw.size() - kStep)) {
    const __m128i bytes = _mm_loadu_si128(reinterpret_cast<const __m128i*>(raw.data() + i));
    const auto is_in = [](__m128i from_first, char width) {
      return _mm_cmpeq_epi8(_mm_subs_epu8(from_first, _mm_set1_epi8(width)), _mm_setzero_si128());
    };
    const __m128i letter =
        is_in(_mm_sub_epi8(_mm_or_si128(bytes, _mm_set1_epi8(0x20)), _mm_set1_epi8('a')), 25);
    const __m128i mark = is_in(_mm_sub_epi8(bytes, _mm_set1_epi8('&')), ';' - '&');
    const __m128i line = _mm_cmpeq_epi8(bytes, _mm_set1_epi8('_'));
    const unsigned slashes = bits(_mm_cmpeq_epi8(bytes, _mm_set1_epi8('/')));
    const unsigned dots = bits(_mm_cmpeq_epi8(bytes, _mm_set1_epi8('.')));
    const unsigned behind_slash = slashes << 1 | (i != 0 && raw[i - 1] == '/' ? 1U : 0U);
    const bool plain = bits(_mm_or_si128(_mm_or_si128(letter, mark), line)) == 0xFFFF;
    if (!plain || (behind_slash & (slashes | dots)) != 0) return i == 0 ? 0 : i - 1;
    if (i + kStep == raw.size()) return raw.size();
  }
#endif
  return 0;
}

// Whether every byte is a plain path character or a '/', and no '/' comes before a '/' or a '.'.
bool is_canonical(std::string_view raw) {
  for (size_t i = plain_prefix(raw); i < raw.size(); ++i) {
    if (is(raw[i], kPathChar)) continue;
    if (raw[i] != '/') return false;
    if (i + 1 < raw.size() && (raw[i + 1] == '/' || raw[i + 1] == '.')) return false;
  }
  return true;
}

// Builds the canonical path in the caller's scratch, segment by segment. Each function returns the
// reason of a refusal, or "".
class PathBuilder {
 public:
  explicit PathBuilder(std::span<char> out) : out_(out) {}

  std::string_view add_root() { return put("/"); }
  // `raw` is what stands between two '/'.
  std::string_view add_segment(std::string_view raw, bool last);
  std::string_view path() const { return {out_.data(), size_}; }

 private:
  std::string_view add_char(std::string_view raw, size_t& at);
  std::string_view add_escape(uint8_t byte);
  std::string_view leave_segment();
  std::string_view put(std::string_view text);

  std::span<char> out_;
  size_t size_ = 0;
};

constexpr std::string_view kTooLong = "path-too-long";

std::string_view PathBuilder::put(std::string_view text) {
  if (out_.size() - size_ < text.size()) return kTooLong;
  std::memcpy(out_.data() + size_, text.data(), text.size());
  size_ += text.size();
  return {};
}

std::string_view PathBuilder::add_escape(uint8_t byte) {
  const char text[] = {'%', kUpperHex[byte >> 4], kUpperHex[byte & 15]};
  return put({text, 3});
}

std::string_view PathBuilder::add_char(std::string_view raw, size_t& at) {
  const char c = raw[at];
  if (is(c, kPathChar)) return put(raw.substr(at, 1));
  if (is(c, kEscapedChar)) return add_escape(static_cast<uint8_t>(c));
  if (c == '%') {
    if (!is_escape(raw, at)) return "path-escape";
    const uint8_t byte = escaped_byte(raw, at);
    at += 2;
    if (byte == '/') return "path-encoded-slash";
    if (byte == '\\') return "path-backslash";
    if (byte < 0x20 || byte == 0x7F) return "path-control";
    const char decoded = static_cast<char>(byte);
    return is(decoded, kUnreservedChar) ? put({&decoded, 1}) : add_escape(byte);
  }
  if (c == '\\') return "path-backslash";
  if (c == '?' || c == '#') return "path-form";
  return "path-control";
}

// Whether two bytes begin an overlong UTF-8 form of an ASCII character, of two to six bytes.
constexpr bool is_overlong_ascii(uint8_t first, uint8_t second) {
  switch (first) {
    case 0xC0:
    case 0xC1:
      return second >= 0x80 && second < 0xC0;
    case 0xE0:
      return second == 0x80 || second == 0x81;
    case 0xF0:
    case 0xF8:
    case 0xFC:
      return second == 0x80;
    default:
      return false;
  }
}

// Escapes that a second or a lax decoder would read as other ASCII than the first. `segment` has
// sound escapes in upper case.
std::string_view ambiguous_escape(std::string_view segment) {
  for (size_t i = segment.find('%'); i != std::string_view::npos; i = segment.find('%', i + 3)) {
    const uint8_t byte = escaped_byte(segment, i);
    const std::string_view after = segment.substr(i + 3);
    if (byte == '%' && after.size() >= 2 && after[0] >= '0' && after[0] <= '7' &&
        is(after[1], kHexChar)) {
      return "path-double-escape";
    }
    if (byte >= 0xC0 && after.starts_with('%') && is_overlong_ascii(byte, escaped_byte(after, 0))) {
      return "path-overlong";
    }
  }
  return {};
}

// The dots of "." and ".." with parameters, written as ';' or %3B.
bool is_dot_with_parameter(std::string_view segment) {
  const size_t dots = segment.starts_with("..") ? 2 : segment.starts_with('.') ? 1 : 0;
  const std::string_view rest = segment.substr(dots);
  return dots != 0 && (rest.starts_with(';') || rest.starts_with("%3B"));
}

// ".." : takes the last segment away; the path ends in '/' before and after.
std::string_view PathBuilder::leave_segment() {
  if (size_ <= 1) return "path-above-root";
  --size_;
  while (out_[size_ - 1] != '/') --size_;
  return {};
}

std::string_view PathBuilder::add_segment(std::string_view raw, bool last) {
  const size_t start = size_;
  for (size_t i = 0; i < raw.size(); ++i) {
    const std::string_view fault = add_char(raw, i);
    if (!fault.empty()) return fault;
  }
  const std::string_view segment(out_.data() + start, size_ - start);
  const std::string_view fault = ambiguous_escape(segment);
  if (!fault.empty()) return fault;
  if (is_dot_with_parameter(segment)) return "path-dot-parameter";
  const bool up = segment == "..";
  if (segment.empty() || segment == "." || up) {
    size_ = start;
    return up ? leave_segment() : std::string_view();
  }
  return last ? std::string_view() : put("/");
}

WireResult<std::string_view> rebuild(std::string_view raw, std::span<char> scratch) {
  PathBuilder builder(scratch);
  std::string_view fault = builder.add_root();
  size_t begin = 1;
  while (fault.empty() && begin <= raw.size()) {
    const size_t end = std::min(raw.find('/', begin), raw.size());
    fault = builder.add_segment(raw.substr(begin, end - begin), end == raw.size());
    begin = end + 1;
  }
  if (!fault.empty()) return refuse(fault == kTooLong ? 414 : 400, fault);
  return builder.path();
}

// One decoded character of a query piece and how many bytes it took.
struct Decoded {
  char c;
  size_t bytes;
};

Decoded decode_query_char(std::string_view raw, size_t at) {
  if (raw[at] == '+') return {' ', 1};
  if (raw[at] == '%' && is_escape(raw, at)) {
    return {static_cast<char>(escaped_byte(raw, at)), 3};
  }
  return {raw[at], 1};
}

}  // namespace

SplitTarget split_target(std::string_view target) {
  const size_t mark = target.find('?');
  if (mark == std::string_view::npos) return {target, {}, false};
  return {target.substr(0, mark), target.substr(mark + 1), true};
}

WireResult<std::string_view> canonical_path(std::string_view raw, std::span<char> scratch) {
  if (!raw.starts_with('/')) return refuse(400, "path-form");
  if (is_canonical(raw)) return raw;
  return rebuild(raw, scratch);
}

std::optional<QueryPair> QueryPairs::next() {
  while (rest_.starts_with('&')) rest_.remove_prefix(1);
  if (rest_.empty()) return std::nullopt;
  const std::string_view piece = rest_.substr(0, rest_.find('&'));
  rest_.remove_prefix(piece.size());
  const size_t equals = piece.find('=');
  if (equals == std::string_view::npos) return QueryPair{piece, {}, false};
  return QueryPair{piece.substr(0, equals), piece.substr(equals + 1), true};
}

bool query_decodes_to(std::string_view raw, std::string_view plain) {
  size_t matched = 0;
  for (size_t i = 0; i < raw.size();) {
    const Decoded decoded = decode_query_char(raw, i);
    if (matched == plain.size() || plain[matched] != decoded.c) return false;
    ++matched;
    i += decoded.bytes;
  }
  return matched == plain.size();
}

std::optional<std::string_view> decode_query(std::string_view raw, std::span<char> scratch) {
  size_t size = 0;
  for (size_t i = 0; i < raw.size();) {
    if (size == scratch.size()) return std::nullopt;
    const Decoded decoded = decode_query_char(raw, i);
    scratch[size++] = decoded.c;
    i += decoded.bytes;
  }
  return std::string_view(scratch.data(), size);
}

std::optional<std::string_view> find_query_value(std::string_view query, std::string_view name) {
  QueryPairs pairs(query);
  while (const std::optional<QueryPair> pair = pairs.next()) {
    if (query_decodes_to(pair->name, name)) return pair->value;
  }
  return std::nullopt;
}

}  // namespace gw::http
