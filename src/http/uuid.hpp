// UUID version 4 as text (RFC 9562 section 5.4) from 128 random bits of the caller.
#pragma once

#include <array>
#include <cstdint>

namespace gw::http {

// "xxxxxxxx-xxxx-4xxx-yxxx-xxxxxxxxxxxx", lower case; six of the bits are replaced by version and
// variant.
std::array<char, 36> format_uuid_v4(uint64_t high, uint64_t low);

}  // namespace gw::http
