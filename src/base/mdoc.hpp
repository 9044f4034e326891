// Text for the man pages that are written in mdoc(7).
#pragma once

#include <string>
#include <string_view>

namespace gw {

// A line as it is read: mdoc takes a leading dot or quote as a request and a backslash as an
// escape.
std::string mdoc_escaped(std::string_view line);

// One sentence a line, as mdoc asks for, each escaped.
std::string mdoc_sentences(std::string_view text);

}  // namespace gw
