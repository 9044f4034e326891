// Steps over text that a line takes millions of times: inline, without a call.
#pragma once

#include <algorithm>
#include <cstdint>
#include <string_view>

namespace gw::traffic {

// line.substr(at).starts_with(text), for a text of a few bytes; at <= line.size().
inline bool follows(std::string_view line, size_t at, std::string_view text) {
  if (line.size() - at < text.size()) return false;
  for (size_t i = 0; i < text.size(); ++i) {
    if (line[at + i] != text[i]) return false;
  }
  return true;
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
