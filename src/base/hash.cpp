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

template <class Word>
uint64_t word_at(const char* at) {
  Word word;
  std::memcpy(&word, at, sizeof word);
  return word;
}

// The last `left` < 8 bytes of a text of `size`, the first of them lowest: two reads that may
// overlap instead of one for each byte.
uint64_t rest_of(const char* at, size_t left, size_t size) {
  if (left == 0) return 0;
  if (size >= 8) return word_at<uint64_t>(at + left - 8) >> (64 - 8 * left);
  if (left >= 4) return word_at<uint32_t>(at) | word_at<uint32_t>(at + left - 4) << (8 * left - 32);
  const uint64_t first = static_cast<unsigned char>(at[0]);
  const uint64_t middle = static_cast<unsigned char>(at[left / 2]);
  const uint64_t last = static_cast<unsigned char>(at[left - 1]);
  return first | middle << (8 * (left / 2)) | last << (8 * (left - 1));
}

}  // namespace

uint64_t keyed_hash(HashKey key, std::string_view bytes) {
  Sip sip{key.low ^ 0x736F6D6570736575ULL, key.high ^ 0x646F72616E646F6DULL,
          key.low ^ 0x6C7967656E657261ULL, key.high ^ 0x7465646279746573ULL};
  const char* at = bytes.data();
  size_t left = bytes.size();
  for (; left >= 8; at += 8, left -= 8) {
    sip.absorb(word_at<uint64_t>(at));
  }
  sip.absorb(rest_of(at, left, bytes.size()) | static_cast<uint64_t>(bytes.size()) << 56);
  sip.c ^= 0xFF;
  sip.round();
  sip.round();
  sip.round();
  return sip.a ^ sip.b ^ sip.c ^ sip.d;
}

}  // namespace gw
