#include "http/uuid.hpp"

#include "http/hex.hpp"

namespace gw::http {

std::array<char, 36> format_uuid_v4(uint64_t high, uint64_t low) {
  high = (high & ~uint64_t{0xF000}) | 0x4000;
  low = (low & ~(uint64_t{3} << 62)) | uint64_t{2} << 62;
  std::array<char, 36> text;
  char* p = text.data();
  p = write_hex(p, high >> 32, 8);
  *p++ = '-';
  p = write_hex(p, high >> 16, 4);
  *p++ = '-';
  p = write_hex(p, high, 4);
  *p++ = '-';
  p = write_hex(p, low >> 48, 4);
  *p++ = '-';
  write_hex(p, low, 12);
  return text;
}

}  // namespace gw::http
