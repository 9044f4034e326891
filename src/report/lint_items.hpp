// One file's mistakes and findings in one list, by place: what every format of a lint report is
// made of.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "lint/rule.hpp"
#include "report/lint.hpp"

namespace gw::report {

struct LintItem {
  std::string id;    // the rule's, or the mistake's code
  std::string name;  // the same for a mistake
  Diagnostic what;   // its code is "ID NAME", or the mistake's
  std::string route;
  const lint::Rule* rule = nullptr;  // null for a mistake
  const lint::Fix* fix = nullptr;    // null when there is none
  std::string fingerprint;
};

std::vector<LintItem> items(const LintedFile& file);

// The message for formats without notes: it names the route of what stands elsewhere.
std::string in_one_line(const LintItem& item);

// The name of the file, of those that make up the configuration, that holds what was found.
const std::string& file_of(const LintedFile& file, const LintItem& item);

// Of a place: 1-based, columns in code points, the end exclusive.
struct Region {
  Position begin;
  Position end;
};
Region region(const SourceText& source, Span span);

}  // namespace gw::report
