// A line of a log for a message. A line that could not be read may still hold credentials, in a
// query, a header or a JSON value: they are found by the names before them, in any format.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace gw::traffic {

// At most `max_bytes` of the line, printable. What follows "name=" or "name:", when the name is
// secret, is "***": in quotes up to the closing one, behind '=' up to the next '&', blank or
// bracket, behind ':' up to the next quote or comma.
std::string shown_line(std::string_view line, size_t max_bytes = 200);

}  // namespace gw::traffic
