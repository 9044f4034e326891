// What stays of a finding when lines above it come and go: for baselines and for services that
// follow findings from run to run.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <utility>

#include "base/source.hpp"

namespace gw::lint {

// The fingerprints of what was found in one configuration, asked for in the order of its places and
// before anything is left out.
class Fingerprints {
 public:
  // `source` outlives it.
  explicit Fingerprints(const SourceText& source) : source_(source) {}

  // 16 hex digits, made of the code, the text of the line, of a long one what stands around the
  // place, and how many equal ones come before it in the same file.
  std::string of(std::string_view code, Span span);

 private:
  const SourceText& source_;
  std::map<std::pair<const SourceText::Part*, uint64_t>, uint64_t> seen_;
};

}  // namespace gw::lint
