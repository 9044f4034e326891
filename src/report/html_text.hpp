// Foreign text inside HTML: a log is written by its clients, and a key may be anything.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace gw::report {

// For content and quoted attributes: what a terminal would not show as itself as \xHH and the
// characters of the markup as references, cut as printable() does.
std::string html_text(std::string_view foreign, size_t max_bytes = 2000);
// The same for a key, which is one of many in a table.
std::string html_key(std::string_view key);

// JSON inside a script element, of which it can neither end nor open anything.
std::string html_json(std::string json);

}  // namespace gw::report
