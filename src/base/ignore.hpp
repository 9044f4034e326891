// What a file like .gitignore says: a pattern a line, `#` for comments, `!` takes back, a `/` at
// the front or within ties a pattern to the file's own directory, one at the end means directories
// alone; the last line that matches decides (gitignore(5)). Pure: who reads files is elsewhere.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace gw {

struct IgnorePattern {
  std::string glob;  // over the whole path below the file's directory
  bool is_negated = false;
  bool is_directory_only = false;
};

std::vector<IgnorePattern> read_ignore_patterns(std::string_view text);

// Whether `path`, below the file's directory and without a '/' at its ends, is ignored; empty when
// no pattern speaks of it.
std::optional<bool> is_ignored(const std::vector<IgnorePattern>& patterns, std::string_view path,
                               bool is_directory);

}  // namespace gw
