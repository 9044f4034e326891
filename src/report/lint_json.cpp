#include <nlohmann/json.hpp>

#include "lint/linter.hpp"
#include "report/lint.hpp"
#include "report/lint_items.hpp"

namespace gw::report {

namespace {

using Json = nlohmann::ordered_json;

std::string dumped(const Json& document) {
  return document.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

Json place(const SourceText& source, Span span) {
  const auto [begin, end] = region(source, span);
  return {{"file", source.part(span.begin).name},
          {"line", begin.line},
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

Json fix(const SourceText& source, const lint::Fix* fix) {
  if (fix == nullptr) return nullptr;
  Json edits = Json::array();
  for (const lint::Edit& edit : fix->edits) {
    const SourceText::Part& part = source.part(edit.span.begin);
    edits.push_back({{"file", part.name},
                     {"begin", edit.span.begin - part.span.begin},
                     {"end", edit.span.end - part.span.begin},
                     {"text", edit.text}});
  }
  return {{"safe", fix->safe}, {"edits", std::move(edits)}};
}

Json finding(const SourceText& source, const LintItem& item) {
  Json object{{"rule", item.id}, {"name", item.name}, {"severity", name(item.what.severity)}};
  object.update(place(source, item.what.span));
  object["message"] = item.what.message;
  object["hint"] = item.what.hint;
  object["route"] = item.route.empty() ? Json(nullptr) : Json(item.route);
  object["notes"] = notes(source, item.what.notes);
  object["fix"] = fix(source, item.fix);
  object["fingerprint"] = item.fingerprint;
  return object;
}

Json linted(const LintedFile& file) {
  Json findings = Json::array();
  for (const LintItem& item : items(file)) findings.push_back(finding(*file.source, item));
  return {{"file", file.source->name()},
          {"valid", !lint::is_invalid(*file.diagnostics)},
          {"findings", std::move(findings)}};
}

std::string_view code_climate_severity(Severity severity) {
  switch (severity) {
    case Severity::kError:
      return "major";
    case Severity::kWarning:
      return "minor";
    case Severity::kNote:
      break;
  }
  return "info";
}

}  // namespace

std::string lint_json(std::span<const LintedFile> files) {
  const LintCounts counts = count(files);
  Json list = Json::array();
  for (const LintedFile& file : files) list.push_back(linted(file));
  return dumped({{"schema_version", 1},
                 {"errors", counts.errors},
                 {"warnings", counts.warnings},
                 {"notes", counts.notes},
                 {"files", std::move(list)}});
}

std::string lint_gitlab(std::span<const LintedFile> files, const PathOf& path_of) {
  Json list = Json::array();
  for (const LintedFile& file : files) {
    for (const LintItem& item : items(file)) {
      const auto [begin, end] = region(*file.source, item.what.span);
      const std::string path = path_of(file_of(file, item));
      list.push_back(
          {{"description", in_one_line(item)},
           {"check_name", item.what.code},
           {"fingerprint", item.fingerprint + " " + path},
           {"severity", code_climate_severity(item.what.severity)},
           {"location", {{"path", path}, {"lines", {{"begin", begin.line}, {"end", end.line}}}}}});
    }
  }
  return dumped(list);
}

}  // namespace gw::report
