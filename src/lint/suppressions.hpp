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

#include <cstdint>
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
  bool used = false;
};

std::vector<Suppression> find_suppressions(const SourceText& source, const config::Node& tree);

// Takes out what is covered and marks by what.
void suppress(std::vector<Finding>& findings, std::vector<Suppression>& suppressions,
              const SourceText& source);

// Whether one covers the diagnostic by its code; marks by what.
bool covers(std::vector<Suppression>& suppressions, const Diagnostic& warning,
            const SourceText& source);

}  // namespace gw::lint
