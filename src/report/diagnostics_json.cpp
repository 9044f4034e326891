#include <nlohmann/json.hpp>

#include "report/diagnostics.hpp"

namespace gw::report {

namespace {

using Json = nlohmann::ordered_json;

void put_place(Json& object, const SourceText& source, Span span) {
  const Position begin = source.position(span.begin);
  const Position end = source.position(span.end);
  object["file"] = source.part(span.begin).name;
  object["line"] = begin.line;
  object["column"] = begin.column;
  object["end_line"] = end.line;
  object["end_column"] = end.column;
}

Json to_json(const SourceText& source, const Diagnostic& diagnostic) {
  Json object;
  object["severity"] = name(diagnostic.severity);
  object["code"] = diagnostic.code;
  put_place(object, source, diagnostic.span);
  object["message"] = diagnostic.message;
  object["hint"] = diagnostic.hint;
  object["notes"] = Json::array();
  for (const Note& note : diagnostic.notes) {
    Json entry;
    put_place(entry, source, note.span);
    entry["message"] = note.message;
    object["notes"].push_back(std::move(entry));
  }
  return object;
}

}  // namespace

std::string diagnostics_json(std::span<const CheckedFile> files) {
  uint64_t errors = 0;
  uint64_t warnings = 0;
  Json list = Json::array();
  for (const CheckedFile& file : files) {
    Json object;
    object["file"] = file.source->name();
    object["valid"] = !has_errors(*file.diagnostics);
    object["diagnostics"] = Json::array();
    for (const Diagnostic& diagnostic : *file.diagnostics) {
      errors += diagnostic.severity == Severity::kError;
      warnings += diagnostic.severity == Severity::kWarning;
      object["diagnostics"].push_back(to_json(*file.source, diagnostic));
    }
    list.push_back(std::move(object));
  }
  Json document;
  document["schema_version"] = 1;
  document["errors"] = errors;
  document["warnings"] = warnings;
  document["files"] = std::move(list);
  return document.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace gw::report
