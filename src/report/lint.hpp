// What `gw lint` found in its files, in the formats that people and machines read.
#pragma once

#include <cstdint>
#include <functional>
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
// [...]}]}; places as in diagnostics_json, a fix as edits of byte ranges, a fingerprint that stays
// when the text around it changes.
std::string lint_json(std::span<const LintedFile> files);
// As diagnostics_github.
std::string lint_github(std::span<const LintedFile> files);
// Says where a file is that messages show under a name: relative to where gw ran or, outside of
// that, absolute.
using PathOf = std::function<std::string(const std::string&)>;
// GitLab's code quality report: Code Climate's issues as one JSON list.
std::string lint_gitlab(std::span<const LintedFile> files, const PathOf& path_of = std::identity());
// SARIF 2.1.0; `version` is gw's.
std::string lint_sarif(std::span<const LintedFile> files, std::string_view version,
                       const PathOf& path_of = std::identity());
// A suite for each file and a failed test for each finding; a clean file is one passed test.
// `errors` are what was told of files that cannot be used: a suite of their own.
std::string lint_junit(std::span<const LintedFile> files, std::span<const std::string> errors = {});
std::string lint_checkstyle(std::span<const LintedFile> files);
// A table for a comment on a pull request.
std::string lint_markdown(std::span<const LintedFile> files);
// "  7  GW401 missing-timeout", the most frequent first.
std::string lint_statistics(std::span<const LintedFile> files);
std::string lint_statistics_json(std::span<const LintedFile> files);
// "gw.yaml: 2 errors, 1 warning", "3 files: clean"; one line.
std::string lint_summary(std::span<const LintedFile> files);

}  // namespace gw::report
