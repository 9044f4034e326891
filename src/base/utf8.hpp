// Single characters of UTF-8 (RFC 3629: no surrogates, no overlong forms) in bytes from outside.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace gw {

// Bytes of the valid sequence at the start of `text`, 0 when there is none or no text.
size_t utf8_length(std::string_view text);

// The same for a character that a terminal shows as itself: 0 also for control characters, of ASCII
// and above, and for marks that turn the direction of text.
size_t shown_length(std::string_view text);

// Writes the character, at most four bytes; returns the place after it. `code_point` is a scalar
// value: at most 0x10FFFF, no surrogate.
char* write_utf8(char* p, uint32_t code_point);

}  // namespace gw
