#include "analyze/pattern.hpp"

#include <utility>

namespace gw::analyze {

Pattern one_of(const ByteSet& bytes) {
  Pattern out;
  out.kind = Pattern::Kind::kByte;
  out.bytes = bytes;
  return out;
}

Pattern literal(std::string_view text) {
  std::vector<Pattern> parts;
  for (const char c : text) parts.push_back(one_of(ByteSet().set(static_cast<unsigned char>(c))));
  return sequence(std::move(parts));
}

Pattern repeat(Pattern part, uint32_t least, uint32_t most) {
  Pattern out;
  out.kind = Pattern::Kind::kRepeat;
  out.parts.push_back(std::move(part));
  out.least = least;
  out.most = most;
  return out;
}

Pattern sequence(std::vector<Pattern> parts) {
  Pattern out;
  out.parts = std::move(parts);
  return out;
}

Pattern choice(std::vector<Pattern> parts) {
  Pattern out;
  out.kind = Pattern::Kind::kChoice;
  out.parts = std::move(parts);
  return out;
}

}  // namespace gw::analyze
