// Any bytes as a configuration with comments. Held against every valid one:
//   the findings are the same twice, in order, and every place lies in the text
//   a comment's rule and what to take out with it lie in the text, one inside the other
//   what is suppressed is what a comment covers: with each comment's mark spoilt, so that it is one
//   no more, all that was found is found again
#include <cstddef>
#include <cstdint>
#include <set>
#include <string>
#include <utility>

#include "base/check.hpp"
#include "fuzz/linted.hpp"
#include "lint/suppressions.hpp"

namespace gw::lint {
namespace {

void check_places(const Linted& linted) {
  const size_t size = linted.loaded.source.text().size();
  uint32_t last = 0;
  for (const Finding& one : linted.findings) {
    GW_CHECK(last <= one.span.begin && one.span.begin <= one.span.end && one.span.end <= size);
    last = one.span.begin;
    for (const Note& note : one.notes) GW_CHECK(note.span.end <= size);
  }
}

void check_comments(const Linted& linted) {
  const SourceText& source = linted.loaded.source;
  for (const Suppression& one : find_suppressions(source, *linted.loaded.tree)) {
    GW_CHECK(one.removal.begin <= one.span.begin && one.span.end <= one.removal.end);
    GW_CHECK(one.removal.end <= source.text().size());
    GW_CHECK(one.first_line <= one.last_line);
  }
}

std::string without_marks(std::string text) {
  constexpr std::string_view kMark = "gw-ignore";
  for (size_t at = text.find(kMark); at != std::string::npos; at = text.find(kMark, at)) {
    text[at] = 'x';
  }
  return text;
}

using Places = std::set<std::pair<std::string_view, uint32_t>>;

Places places_of(const Linted& linted) {
  Places out;
  for (const Finding& one : linted.findings) {
    if (one.rule->id != "GW001") out.emplace(one.rule->id, one.span.begin);
  }
  return out;
}

}  // namespace
}  // namespace gw::lint

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace gw::lint;
  const std::string text(reinterpret_cast<const char*>(data), size);
  const auto once = lint_bytes(text);
  if (!once) return 0;
  GW_CHECK(told(*once) == told(*lint_bytes(text)));
  check_places(*once);
  check_comments(*once);
  const auto bare = lint_bytes(without_marks(text));
  if (!bare) return 0;  // a mark was in a value that means something else now
  const Places all = places_of(*bare);
  for (const auto& one : places_of(*once)) GW_CHECK(all.contains(one));
  return 0;
}
