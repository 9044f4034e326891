// What log writers do to bytes that would break their lines, undone: nginx and Apache write \xHH,
// Apache also \" \\ \n \r \t \b \f \v.
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

}  // namespace gw::traffic
