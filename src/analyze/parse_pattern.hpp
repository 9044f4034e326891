// Reads the RE2 subset that conditions of routes need: literals, '.', classes with \d \w \s and
// their negations, groups, '|', '*' '+' '?' '{m,n}', '^' '$' \A \z, and the flags i, s and U. RE2
// itself gives no tree. What else RE2 knows is refused by name, so that whoever compares patterns
// can say what was not decided.
#pragma once

#include <string>
#include <string_view>
#include <tl/expected.hpp>

#include "analyze/pattern.hpp"

namespace gw::analyze {

// The construct that is outside of the subset, as to be read after "not decided: ".
struct Undecided {
  std::string construct;
};

// Groups nest at most this deep.
constexpr int kMaxPatternDepth = 50;

// `text` is one that RE2 takes; it matches what RE2::FullMatch does, on bytes.
tl::expected<Pattern, Undecided> parse_pattern(std::string_view text);

}  // namespace gw::analyze
