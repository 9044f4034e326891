// One word of a line: up to a separator, or a quoted text whose quotes fall away.
#pragma once

#include <algorithm>
#include <string_view>

namespace gw::traffic {

// The end of the quoted text that opens at `at`: a '"' before a separator or the line's end; npos
// when there is none.
inline size_t quote_end(std::string_view line, size_t at, char separator, bool with_escapes) {
  for (size_t i = at + 1; i < line.size(); ++i) {
    if (with_escapes && line[i] == '\\') {
      ++i;
    } else if (line[i] == '"' && (i + 1 == line.size() || line[i + 1] == separator)) {
      return i;
    }
  }
  return std::string_view::npos;
}

struct Word {
  std::string_view text;
  size_t next = 0;  // behind the separator, past the line's end after the last word; npos when a
                    // quote does not close
  bool quoted = false;
};

// The word at `at` < line.size().
inline Word word_at(std::string_view line, size_t at, char separator, bool with_escapes = false) {
  if (line[at] != '"') {
    const size_t end = std::min(line.find(separator, at), line.size());
    return {line.substr(at, end - at), end + 1};
  }
  const size_t end = quote_end(line, at, separator, with_escapes);
  if (end == std::string_view::npos) return {{}, end, true};
  return {line.substr(at + 1, end - at - 1), end + 2, true};
}

}  // namespace gw::traffic
