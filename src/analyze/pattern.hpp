// A set of texts as a tree: bytes, one after the other, this or that, repeated.
#pragma once

#include <bitset>
#include <cstdint>
#include <string_view>
#include <vector>

namespace gw::analyze {

using ByteSet = std::bitset<256>;

struct Pattern {
  enum class Kind : uint8_t {
    kByte,      // one byte of `bytes`
    kSequence,  // `parts`, one after the other; none: the empty text
    kChoice,    // one of `parts`; none: nothing at all
    kRepeat,    // the only part, `least` to `most` times
    kBegin,     // nothing, at the beginning of the text
    kEnd        // nothing, at its end
  };
  static constexpr uint32_t kUnbounded = UINT32_MAX;

  Kind kind = Kind::kSequence;
  ByteSet bytes;
  std::vector<Pattern> parts;
  uint32_t least = 0;
  uint32_t most = kUnbounded;
};

Pattern one_of(const ByteSet& bytes);
Pattern literal(std::string_view text);
Pattern repeat(Pattern part, uint32_t least, uint32_t most);
Pattern sequence(std::vector<Pattern> parts);
Pattern choice(std::vector<Pattern> parts);

}  // namespace gw::analyze
