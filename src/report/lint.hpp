// What `gw lint` found in its files, in the formats that people and machines read.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "base/diagnostic.hpp"
#include "lint/finding.hpp"
#include "report/style.hpp"

namespace gw::report {

// One file: the mistakes that reading it told, and the rules' findings when it is valid. Nothing is
// owned.
struct LintedFile {
  const SourceText* source = nullptr;
  const Diagnostics* diagnostics = nullptr;
  const std::vector<lint::Finding>* findings = nullptr;
};

struct LintCounts {
  uint64_t errors = 0;
  uint64_t warnings = 0;
  uint64_t notes = 0;
};
LintCounts count(std::span<const LintedFile> files);

// Each as a diagnostic with its lines, an empty line between two.
std::string lint_text(std::span<const LintedFile> files, const Style& style);
// "gw.yaml:3:5: warning: message [GW112 catch-all-route]", a line each.
std::string lint_concise(std::span<const LintedFile> files);
// {"schema_version": 1, "errors", "warnings", "notes", "files": [{"file", "valid", "findings":
// [...]}]}; places as in diagnostics_json; a fix as edits of byte ranges.
std::string lint_json(std::span<const LintedFile> files);
// As diagnostics_github.
std::string lint_github(std::span<const LintedFile> files);
// "gw.yaml: 2 errors, 1 warning", "3 files: clean"; one line.
std::string lint_summary(std::span<const LintedFile> files);

// All of one file by place, the findings under their rule's id and name.
Diagnostics merged(const LintedFile& file);

}  // namespace gw::report
