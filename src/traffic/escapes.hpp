// What log writers do to bytes that would break their lines, undone: nginx and Apache write \xHH,
// Apache also \" \\ \n \r \t \b \f \v; JSON has escapes of its own.
#pragma once

#include <string_view>

#include "traffic/arena.hpp"
#include "traffic/scan.hpp"

namespace gw::traffic {

// The text itself when it holds no backslash, else a decoded copy. A backslash that starts none of
// the forms stays.
std::string_view decode_any_escapes(std::string_view text, Arena& arena);
inline std::string_view decode_escapes(std::string_view text, Arena& arena) {
  return find_byte(text, 0, '\\') == text.size() ? text : decode_any_escapes(text, arena);
}

// A decoded copy of what stands between the quotes of a JSON string (RFC 8259 section 7). Half of a
// surrogate pair becomes U+FFFD; other bytes stay as they are. Null data when a backslash starts
// none of JSON's escapes.
std::string_view decode_json_escapes(std::string_view text, Arena& arena);

}  // namespace gw::traffic
