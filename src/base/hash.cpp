#include "base/hash.hpp"

#include <bit>
#include <cstring>

namespace gw {
namespace {

struct Sip {
  uint64_t a, b, c, d;

  void round() {
    a += b;
    b = std::rotl(b, 13) ^ a;
    a = std::rotl(a, 32);
    c += d;
    d = std::rotl(d, 16) ^ c;
    a += d;
    d = std::rotl(d, 21) ^ a;
    c += b;
    b = std::rotl(b, 17) ^ c;
    c = std::rotl(c, 32);
  }

  void absorb(uint64_t word) {
    d ^= word;
    round();
    a ^= word;
  }
};

static_assert(std::endian::native == std::endian::little, "words are read as stored");

}  // namespace

uint64_t keyed_hash(HashKey key, std::string_view bytes) {
  Sip sip{key.low ^ 0x736F6D6570736575ULL, key.high ^ 0x646F72616E646F6DULL,
          key.low ^ 0x6C7967656E657261ULL, key.high ^ 0x7465646279746573ULL};
  const char* at = bytes.data();
  size_t left = bytes.size();
  for (; left >= 8; at += 8, left -= 8) {
    uint64_t word;
    std::memcpy(&word, at, 8);
    sip.absorb(word);
  }
  uint64_t last = 0;
  if (left != 0) std::memcpy(&last, at, left);
  sip.absorb(last | static_cast<uint64_t>(bytes.size()) << 56);
  sip.c ^= 0xFF;
  sip.round();
  sip.round();
  sip.round();
  return sip.a ^ sip.b ^ sip.c ^ sip.d;
}

}  // namespace gw
