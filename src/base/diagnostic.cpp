#include "base/diagnostic.hpp"

#include <algorithm>
#include <string_view>

#include "base/text.hpp"

namespace gw {
namespace {

std::string headline(const SourceText& source, Span span, const char* severity,
                     std::string_view message) {
  const Position place = source.position(span.begin);
  const std::string& name = source.part(span.begin).name;
  // A file's name may hold line ends, a terminal's commands, any bytes.
  std::string out = printable(name, name.size()) + ':' + std::to_string(place.line) + ':';
  out += std::to_string(place.column) + ": " + severity + ": ";
  out += message;
  return out;
}

}  // namespace

bool has_errors(const Diagnostics& diagnostics) {
  return std::any_of(diagnostics.begin(), diagnostics.end(),
                     [](const Diagnostic& d) { return d.severity == Severity::kError; });
}

void sort_by_place(Diagnostics& diagnostics) {
  std::stable_sort(
      diagnostics.begin(), diagnostics.end(),
      [](const Diagnostic& a, const Diagnostic& b) { return a.span.begin < b.span.begin; });
}

const char* name(Severity severity) {
  switch (severity) {
    case Severity::kError:
      return "error";
    case Severity::kWarning:
      return "warning";
    case Severity::kNote:
      return "note";
  }
  return "error";
}

std::string to_text(const SourceText& source, const Diagnostic& diagnostic) {
  std::string out =
      headline(source, diagnostic.span, name(diagnostic.severity), diagnostic.message) + " [" +
      diagnostic.code + "]\n" + excerpt(source, diagnostic.span);
  for (const Note& note : diagnostic.notes) {
    out += headline(source, note.span, "note", note.message) + "\n" + excerpt(source, note.span);
  }
  if (!diagnostic.hint.empty()) out += "  hint: " + diagnostic.hint + "\n";
  return out;
}

}  // namespace gw
