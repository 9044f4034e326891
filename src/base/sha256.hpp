// SHA-256 (FIPS 180-4), for what others name by it: the inline scripts of a
// Content-Security-Policy.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

namespace gw {

using Sha256 = std::array<uint8_t, 32>;

Sha256 sha256(std::string_view bytes);

// RFC 4648 section 4, padded.
std::string base64(std::string_view bytes);

}  // namespace gw
