#include "base/ignore.hpp"

#include <algorithm>

#include "base/glob.hpp"
#include "base/text.hpp"

namespace gw {
namespace {

constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";

// Spaces at the end do not count, unless there is a backslash before one.
std::string_view without_trailing_spaces(std::string_view line) {
  size_t end = 0;
  for (size_t at = 0; at < line.size(); ++at) {
    if (line[at] == ' ') continue;
    if (line[at] == '\\') ++at;
    end = std::min(at + 1, line.size());
  }
  return line.substr(0, end);
}

std::optional<IgnorePattern> read_line(std::string_view line) {
  if (line.ends_with('\r')) line.remove_suffix(1);
  line = without_trailing_spaces(line);
  if (line.empty() || line.front() == '#') return std::nullopt;
  IgnorePattern pattern;
  pattern.is_negated = line.front() == '!';
  if (pattern.is_negated) line.remove_prefix(1);
  pattern.is_directory_only = line.ends_with('/');
  if (pattern.is_directory_only) line.remove_suffix(1);
  const bool is_tied = line.find('/') != std::string_view::npos;
  if (line.starts_with('/')) line.remove_prefix(1);
  if (line.empty()) return std::nullopt;
  pattern.glob = (is_tied ? "" : "**/") + std::string(line);
  return pattern;
}

}  // namespace

std::vector<IgnorePattern> read_ignore_patterns(std::string_view text) {
  if (text.starts_with(kByteOrderMark)) text.remove_prefix(kByteOrderMark.size());
  std::vector<IgnorePattern> patterns;
  for (const std::string_view line : split(text, '\n')) {
    if (auto pattern = read_line(line)) patterns.push_back(std::move(*pattern));
  }
  return patterns;
}

std::optional<bool> is_ignored(const std::vector<IgnorePattern>& patterns, std::string_view path,
                               bool is_directory) {
  for (size_t i = patterns.size(); i-- > 0;) {
    const IgnorePattern& one = patterns[i];
    if (one.is_directory_only && !is_directory) continue;
    if (glob_matches(one.glob, path)) return !one.is_negated;
  }
  return std::nullopt;
}

}  // namespace gw
