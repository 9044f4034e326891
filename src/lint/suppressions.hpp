// Comments that silence findings:
//
//   - path: /hooks  # gw-ignore GW301: signed by the sender
//   # gw-ignore GW401, GW402: the report takes its time
//   # gw-ignore-file rate limits: behind a proxy that limits
//
// At the end of a line it covers what begins on that line, alone on a line what begins on the next
// one: a whole route above its first key, a whole service above its name. A comment without rules
// is a mistake. JSON has no comments.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "base/diagnostic.hpp"
#include "config/node.hpp"
#include "lint/finding.hpp"

namespace gw::lint {

struct Suppression {
  Span span;              // of the word in the comment
  std::string word;       // a rule, the beginning of ids or a family, as for --select
  Span removal;           // what to take out when it is not needed
  size_t first_line = 0;  // what it covers: lines first..last of the whole source
  size_t last_line = 0;
};

std::vector<Suppression> find_suppressions(const SourceText& source, const config::Node& tree);

// A comment that silences nothing because the mark is not as it must be, in small letters and first
// in the comment, though a rule stands behind it: "# GW-IGNORE GW301", "# slow, gw-ignore GW402".
struct NearMiss {
  Span span;          // from the mark to the end of the rule
  std::string meant;  // "gw-ignore GW301"
};

std::vector<NearMiss> find_near_misses(const SourceText& source, const config::Node& tree);

// Which of the comments of a source cover what.
class Coverage {
 public:
  // All outlive it.
  Coverage(const SourceText& source, const std::vector<Suppression>& all);

  bool covers(const Finding& finding) const;
  bool covers(const Diagnostic& warning) const;

  // Those of the comments that cover none of these, by their places in the list.
  std::vector<size_t> unused(const std::vector<Finding>& findings,
                             const Diagnostics& warnings) const;

 private:
  using Words = std::vector<std::string>;
  // The lines that one word covers, by their first one; `reach` is the furthest last line so far.
  struct Lines {
    std::vector<size_t> first;
    std::vector<size_t> reach;
  };
  bool covers(uint32_t place, const Words& words) const;

  const SourceText& source_;
  const std::vector<Suppression>& all_;
  std::map<std::string, Lines> by_word_;  // in small letters
};

}  // namespace gw::lint
