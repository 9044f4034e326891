// Whether a piece of a path names one thing of many.
#pragma once

#include <string_view>

namespace gw::traffic {

// Digits alone, or at least eight letters and digits of which one is a digit with hexadecimal
// letters or '-' alone (UUIDs, hashes, dates), or a mail address, or at least twelve letters,
// digits,
// '-' and '_' in which digits follow letters more than once (tokens), or more than 24 bytes.
bool looks_like_id(std::string_view segment);

}  // namespace gw::traffic
