// Reason phrases of RFC 9110 and its registry, for people who read bytes; no program reads them.
#pragma once

#include <cstdint>
#include <string_view>

namespace gw::http {

// "Not Found" for 404; "" for a status that is not registered.
std::string_view reason_phrase(uint16_t status);

}  // namespace gw::http
