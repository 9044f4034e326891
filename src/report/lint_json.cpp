#include <nlohmann/json.hpp>

#include "lint/rule.hpp"
#include "report/lint.hpp"

namespace gw::report {

namespace {

using Json = nlohmann::ordered_json;

Json place(const SourceText& source, Span span) {
  const Position begin = source.position(span.begin);
  const Position end = source.position(span.end);
  return {{"line", begin.line},
          {"column", begin.column},
          {"end_line", end.line},
          {"end_column", end.column}};
}

Json notes(const SourceText& source, const std::vector<Note>& notes) {
  Json list = Json::array();
  for (const Note& note : notes) {
    Json entry = place(source, note.span);
    entry["message"] = note.message;
    list.push_back(std::move(entry));
  }
  return list;
}

Json fix(const lint::Fix& fix) {
  if (fix.edits.empty()) return nullptr;
  Json edits = Json::array();
  for (const lint::Edit& edit : fix.edits) {
    edits.push_back({{"begin", edit.span.begin}, {"end", edit.span.end}, {"text", edit.text}});
  }
  return {{"safe", fix.safe}, {"edits", std::move(edits)}};
}

Json item(const SourceText& source, const Diagnostic& one) {
  Json object{{"rule", one.code}, {"name", one.code}, {"severity", name(one.severity)}};
  object.update(place(source, one.span));
  object["message"] = one.message;
  object["hint"] = one.hint;
  object["route"] = nullptr;
  object["notes"] = notes(source, one.notes);
  object["fix"] = nullptr;
  return object;
}

Json item(const SourceText& source, const lint::Finding& finding) {
  Json object = item(source, to_diagnostic(finding));
  object["rule"] = finding.rule->id;
  object["name"] = finding.rule->name;
  if (!finding.route.empty()) object["route"] = finding.route;
  object["fix"] = fix(finding.fix);
  return object;
}

Json linted(const LintedFile& file) {
  Json findings = Json::array();
  for (const Diagnostic& one : *file.diagnostics) findings.push_back(item(*file.source, one));
  for (const lint::Finding& one : *file.findings) findings.push_back(item(*file.source, one));
  return {{"file", file.source->name()},
          {"valid", !has_errors(*file.diagnostics)},
          {"findings", std::move(findings)}};
}

}  // namespace

std::string lint_json(std::span<const LintedFile> files) {
  const LintCounts counts = count(files);
  Json list = Json::array();
  for (const LintedFile& file : files) list.push_back(linted(file));
  const Json document{{"schema_version", 1},
                      {"errors", counts.errors},
                      {"warnings", counts.warnings},
                      {"notes", counts.notes},
                      {"files", std::move(list)}};
  return document.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace gw::report
