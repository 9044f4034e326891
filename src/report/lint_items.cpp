#include "report/lint_items.hpp"

#include <algorithm>
#include <utility>

#include "base/text.hpp"
#include "lint/fingerprint.hpp"

namespace gw::report {

std::vector<LintItem> items(const LintedFile& file) {
  std::vector<LintItem> out;
  std::vector<lint::Spot> spots;  // no mistake has the code of a finding
  for (const Diagnostic& one : *file.diagnostics) spots.push_back({one.code, one.span});
  const std::vector<std::string> prints = lint::fingerprints(*file.source, spots);
  for (size_t i = 0; i < spots.size(); ++i) {
    const Diagnostic& one = (*file.diagnostics)[i];
    out.push_back({one.code, one.code, one, "", nullptr, nullptr, prints[i]});
  }
  for (const lint::Finding& one : *file.findings) {
    out.push_back({std::string(one.rule->id), std::string(one.rule->name), to_diagnostic(one),
                   one.route, one.rule, one.fix.edits.empty() ? nullptr : &one.fix,
                   one.fingerprint});
  }
  std::ranges::stable_sort(out, {}, [](const LintItem& item) { return item.what.span.begin; });
  return out;
}

std::string in_one_line(const LintItem& item) {
  const bool elsewhere = std::ranges::find(item.what.notes, lint::kForThisRoute, &Note::message) !=
                         item.what.notes.end();
  return elsewhere ? item.what.message + " (route '" + printable(item.route) + "')"
                   : item.what.message;
}

const std::string& file_of(const LintedFile& file, const LintItem& item) {
  return file.source->part(item.what.span.begin).name;
}

Region region(const SourceText& source, Span span) {
  return {source.position(span.begin), source.position(span.end)};
}

}  // namespace gw::report
