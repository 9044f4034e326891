// Diagnostics of checked files as text, JSON and GitHub annotations.
#pragma once

#include <span>
#include <string>

#include "base/diagnostic.hpp"
#include "base/source.hpp"
#include "report/style.hpp"

namespace gw::report {

// One file and what was found in it, by place; neither is owned.
struct CheckedFile {
  const SourceText* source = nullptr;
  const Diagnostics* diagnostics = nullptr;
};

// Each diagnostic as base's to_text gives it, an empty line between two.
std::string diagnostics_text(std::span<const CheckedFile> files, const Style& style);

// {"schema_version": 1, "errors", "warnings", "files": [{"file", "valid", "diagnostics": [...]}]}.
// Lines and columns count from 1, columns in Unicode code points; an end is exclusive.
std::string diagnostics_json(std::span<const CheckedFile> files);

// Workflow commands that GitHub shows beside the lines. It shows ten errors and ten warnings of a
// step: errors come first, and a last notice says how many lie beyond the tenth.
std::string diagnostics_github(std::span<const CheckedFile> files);

// "gw.yaml: valid", "2 errors, 1 warning in 3 files"; one line.
std::string diagnostics_summary(std::span<const CheckedFile> files);

}  // namespace gw::report
