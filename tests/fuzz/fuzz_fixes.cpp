// A byte, then any bytes as a configuration. With an odd byte unsafe fixes are made too. Held
// against every valid one:
//   every edit lies in the text, and a text with its fixes made is a valid configuration
//   a few rounds mend all that can be mended, and then nothing changes any more
//   the routes are the same as before, by their names, in their order
#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "base/check.hpp"
#include "fuzz/linted.hpp"
#include "lint/fix.hpp"

namespace gw::lint {
namespace {

std::vector<std::string> routes_of(const Linted& linted) {
  std::vector<std::string> out;
  for (const config::Route& route : linted.loaded.config.routes) out.push_back(route.name);
  return out;
}

}  // namespace
}  // namespace gw::lint

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace gw::lint;
  constexpr int kMostRounds = 20;
  if (size == 0) return 0;
  const bool unsafe = (data[0] & 1) != 0;
  std::string text(reinterpret_cast<const char*>(data + 1), size - 1);
  auto linted = lint_bytes(text);
  if (!linted) return 0;
  const std::vector<std::string> routes = routes_of(*linted);
  for (int round = 0;; ++round) {
    GW_CHECK(round < kMostRounds);
    for (const Finding& one : linted->findings) {
      for (const Edit& edit : one.fix.edits) {
        GW_CHECK(edit.span.begin <= edit.span.end && edit.span.end <= text.size());
      }
    }
    Fixed fixed = apply_fixes(linted->loaded.source, linted->findings, unsafe);
    GW_CHECK(fixed.texts.size() == 1);
    if (fixed.fixes == 0) {
      GW_CHECK(fixed.texts.front() == text);
      return 0;
    }
    text = std::move(fixed.texts.front());
    linted = lint_bytes(text);
    GW_CHECK(linted.has_value());
    GW_CHECK(routes_of(*linted) == routes);
  }
}
