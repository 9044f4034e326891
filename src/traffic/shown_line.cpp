#include "traffic/shown_line.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "http/chars.hpp"
#include "http/secret_field.hpp"

namespace gw::traffic {
namespace {

// A name and what may close it: the quote of JSON, escaped or not, and blanks.
constexpr std::string_view kBehindName = " \t\"'\\";

bool names_secret(std::string_view before) {
  const size_t last = before.find_last_not_of(kBehindName);
  if (last == std::string_view::npos) return false;
  size_t begin = last + 1;
  while (begin > 0 &&
         (http::is(before[begin - 1], http::kUnreservedChar) || before[begin - 1] == '%')) {
    --begin;
  }
  return http::is_secret_field(before.substr(begin, last + 1 - begin));
}

// The offset at which the value behind the sign at `at` ends; `from` is where it begins.
size_t value_end(std::string_view line, size_t at, size_t& from) {
  from = std::min(line.find_first_not_of(" \t[\\", at + 1), line.size());
  if (from == line.size()) return from;
  const char quote = line[from];
  if (quote == '"' || quote == '\'') {
    ++from;
    for (size_t i = from; i < line.size(); ++i) {
      if (line[i] == quote) return i;
      if (line[i] != '\\' || i + 1 == line.size()) continue;
      // An escaped quote ends the value when an escaped one began it.
      if (line[i + 1] == quote && line[from - 2] == '\\') return i;
      ++i;
    }
    return line.size();
  }
  // "authorization=Bearer abc": the scheme is not the credential.
  const size_t blank = std::min(line.find(' ', from), line.size());
  const std::string_view word = line.substr(from, blank - from);
  if (equals_ignoring_case(word, "bearer") || equals_ignoring_case(word, "basic")) {
    return std::min(line.find_first_of("&;, \t\"'<>[]{}", blank + 1), line.size());
  }
  const std::string_view stops = line[at] == '=' ? "&;, \t\"'<>[]{}" : "\"',]}";
  return std::min(line.find_first_of(stops, from), line.size());
}

}  // namespace

std::string shown_line(std::string_view line, size_t max_bytes) {
  std::string masked;
  size_t done = 0;
  for (size_t at = 0; at < line.size() && masked.size() <= max_bytes; ++at) {
    if ((line[at] != '=' && line[at] != ':') || !names_secret(line.substr(done, at - done))) {
      continue;
    }
    size_t from = 0;
    const size_t end = value_end(line, at, from);
    masked.append(line.substr(done, from - done)).append(http::kHiddenValue);
    done = end;
    at = end - 1;
  }
  masked.append(line.substr(done));
  return printable(masked, max_bytes);
}

}  // namespace gw::traffic
