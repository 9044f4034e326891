// Strings in gw's recordings. A text from outside may hold any byte; it is written as if each byte
// were a Latin-1 character and thus comes back exactly.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace gw::traffic {

// Appends a quoted JSON string of printable ASCII; every other byte is \u00HH.
void append_json_bytes(std::string& out, std::string_view bytes);

// Appends a quoted JSON string of text that is valid UTF-8; controls are escaped.
void append_json_utf8(std::string& out, std::string_view text);

// The inverse of append_json_bytes after a JSON reader made UTF-8 of it. Empty when a character is
// beyond U+00FF or the text is no UTF-8.
std::optional<std::string> bytes_of_latin1(std::string_view utf8);

}  // namespace gw::traffic
