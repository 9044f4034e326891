// Any bytes as a baseline. Held against every input:
//   every mistake lies in the text, in order
//   one without mistakes is written as a text that reads the same, and writing that changes nothing
#include <cstddef>
#include <cstdint>
#include <string>

#include "base/check.hpp"
#include "lint/baseline.hpp"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace gw::lint;
  const gw::SourceText source("base.txt", std::string(reinterpret_cast<const char*>(data), size));
  Baseline baseline;
  uint32_t last = 0;
  const gw::Diagnostics mistakes = baseline.read(source);
  for (const gw::Diagnostic& one : mistakes) {
    GW_CHECK(last <= one.span.begin && one.span.begin <= one.span.end);
    GW_CHECK(one.span.end <= source.text().size());
    last = one.span.begin;
  }
  if (!mistakes.empty()) return 0;
  const std::string written = baseline.to_text();
  Baseline again;
  GW_CHECK(again.read(gw::SourceText("base.txt", written)).empty());
  GW_CHECK(again.size() == baseline.size());
  GW_CHECK(again.to_text() == written);
  return 0;
}
