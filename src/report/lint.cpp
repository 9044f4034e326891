#include "report/lint.hpp"

#include <fmt/core.h>

#include <deque>

#include "report/diagnostics.hpp"
#include "report/number.hpp"

namespace gw::report {

namespace {

// The merged diagnostics of each file, and the files that name them.
class Merged {
 public:
  explicit Merged(std::span<const LintedFile> files) {
    for (const LintedFile& file : files) {
      diagnostics_.push_back(merged(file));
      checked_.push_back({file.source, &diagnostics_.back()});
    }
  }
  std::span<const CheckedFile> files() const { return checked_; }

 private:
  std::deque<Diagnostics> diagnostics_;
  std::vector<CheckedFile> checked_;
};

void add(LintCounts& counts, Severity severity) {
  switch (severity) {
    case Severity::kError:
      ++counts.errors;
      return;
    case Severity::kWarning:
      ++counts.warnings;
      return;
    case Severity::kNote:
      ++counts.notes;
      return;
  }
}

}  // namespace

LintCounts count(std::span<const LintedFile> files) {
  LintCounts counts;
  for (const LintedFile& file : files) {
    for (const Diagnostic& one : *file.diagnostics) add(counts, one.severity);
    for (const lint::Finding& one : *file.findings) add(counts, one.severity);
  }
  return counts;
}

Diagnostics merged(const LintedFile& file) {
  Diagnostics all = *file.diagnostics;
  for (const lint::Finding& finding : *file.findings) all.push_back(to_diagnostic(finding));
  sort_by_place(all);
  return all;
}

std::string lint_text(std::span<const LintedFile> files, const Style& style) {
  return diagnostics_text(Merged(files).files(), style);
}

std::string lint_concise(std::span<const LintedFile> files) {
  std::string text;
  for (const LintedFile& file : files) {
    for (const Diagnostic& one : merged(file)) {
      const Position at = file.source->position(one.span.begin);
      text += fmt::format("{}:{}:{}: {}: {} [{}]\n", file.source->name(), at.line, at.column,
                          name(one.severity), one.message, one.code);
    }
  }
  return text;
}

std::string lint_github(std::span<const LintedFile> files) {
  return diagnostics_github(Merged(files).files());
}

std::string lint_summary(std::span<const LintedFile> files) {
  const LintCounts counts = count(files);
  const std::string subject =
      files.size() == 1 ? files.front().source->name() : counted(files.size(), "file");
  std::string found;
  for (const auto& [number, noun] :
       {std::pair(counts.errors, "error"), std::pair(counts.warnings, "warning"),
        std::pair(counts.notes, "note")}) {
    if (number > 0) found += (found.empty() ? "" : ", ") + counted(number, noun);
  }
  return fmt::format("{}: {}\n", subject, found.empty() ? "clean" : found);
}

}  // namespace gw::report
