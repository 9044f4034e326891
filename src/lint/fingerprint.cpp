#include "lint/fingerprint.hpp"

#include <algorithm>
#include <cstdint>
#include <map>
#include <string_view>

#include "base/hash.hpp"
#include "base/text.hpp"

namespace gw::lint {
namespace {

// Public and fixed: a fingerprint is compared with those of earlier runs.
constexpr HashKey kKey{0x66696E6765727072, 0x696E742D67772D31};

std::string hex(uint64_t value) {
  std::string out(16, '0');
  for (size_t i = out.size(); i > 0; value >>= 4) out[--i] = "0123456789abcdef"[value & 15];
  return out;
}

}  // namespace

std::vector<std::string> fingerprints(const SourceText& source, const Diagnostics& diagnostics) {
  std::vector<std::string> out;
  std::map<uint64_t, uint64_t> seen;
  for (const Diagnostic& one : diagnostics) {
    const std::string line = source.shown_line(source.line_at(one.span.begin));
    const uint64_t hash = mix(keyed_hash(kKey, one.code), keyed_hash(kKey, trim(line)));
    out.push_back(hex(mix(hash, seen[hash]++)));
  }
  return out;
}

}  // namespace gw::lint
