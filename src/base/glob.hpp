// Patterns over paths as shells and git know them: `*` and `?` stay within a segment, `[a-z]`,
// `[!a-z]` and `[[:digit:]]` are one character, a segment `**` is any number of directories, none
// too, and at the end all that is below. `\` takes the next character as it is. Bytes, not code
// points. The time is a product of the two lengths, whatever the pattern.
#pragma once

#include <string_view>

namespace gw {

// Whether the whole of `path` is meant. A pattern that is broken (`[a`, a last `\`) matches
// nothing.
bool glob_matches(std::string_view pattern, std::string_view path);

// Whether the text has anything that a pattern gives a meaning to.
bool is_glob(std::string_view text);

}  // namespace gw
