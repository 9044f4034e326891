#include "report/diagnostics.hpp"

#include <fmt/core.h>

#include <algorithm>

#include "base/text.hpp"
#include "base/utf8.hpp"
#include "report/number.hpp"

namespace gw::report {

namespace {

constexpr size_t kGitHubShown = 10;

uint64_t count(std::span<const CheckedFile> files, Severity severity) {
  uint64_t number = 0;
  for (const CheckedFile& file : files) {
    for (const Diagnostic& diagnostic : *file.diagnostics)
      number += diagnostic.severity == severity;
  }
  return number;
}

Paint paint_of(Severity severity) {
  switch (severity) {
    case Severity::kError:
      return Paint::kRed;
    case Severity::kWarning:
      return Paint::kYellow;
    case Severity::kNote:
      break;
  }
  return Paint::kBold;
}

std::string colored(const Style& style, Severity severity, std::string text) {
  const std::string word = fmt::format(": {}: ", name(severity));
  const size_t at = text.find(word);
  if (!style.color || at == std::string::npos) return text;
  const std::string bare = word.substr(2, word.size() - 3);
  return text.replace(at + 2, bare.size(), painted(style, paint_of(severity), bare));
}

// Escapes of GitHub's workflow commands; properties need two more than messages. What else is not
// for a terminal is shown as in the text.
std::string escaped(std::string_view text, bool property) {
  std::string result;
  for (size_t length = 0; !text.empty(); text.remove_prefix(length)) {
    length = std::max<size_t>(1, shown_length(text));
    const char c = text.front();
    if (c == '%') {
      result += "%25";
    } else if (c == '\r') {
      result += "%0D";
    } else if (c == '\n') {
      result += "%0A";
    } else if (property && c == ':') {
      result += "%3A";
    } else if (property && c == ',') {
      result += "%2C";
    } else {
      result += printable(text.substr(0, length));
    }
  }
  return result;
}

std::string annotation(const SourceText& source, const Diagnostic& diagnostic) {
  const std::string_view command =
      diagnostic.severity == Severity::kNote ? "notice" : name(diagnostic.severity);
  const Position begin = source.position(diagnostic.span.begin);
  const Position end = source.position(diagnostic.span.end);
  std::string message = diagnostic.message;
  if (!diagnostic.hint.empty()) message += "\n" + diagnostic.hint;
  // GitHub ignores columns of a range over several lines.
  std::string place = fmt::format("line={},endLine={}", begin.line, end.line);
  if (begin.line == end.line)
    place += fmt::format(",col={},endColumn={}", begin.column, end.column);
  return fmt::format("::{} file={},{},title={}::{}\n", command,
                     escaped(source.part(diagnostic.span.begin).name, true), place,
                     escaped(diagnostic.code, true), escaped(message, false));
}

std::string annotations(std::span<const CheckedFile> files, Severity severity) {
  std::string text;
  for (const CheckedFile& file : files) {
    for (const Diagnostic& diagnostic : *file.diagnostics) {
      if (diagnostic.severity == severity) text += annotation(*file.source, diagnostic);
    }
  }
  return text;
}

uint64_t beyond(uint64_t number) {
  return number > kGitHubShown ? number - kGitHubShown : 0;
}

}  // namespace

std::string diagnostics_text(std::span<const CheckedFile> files, const Style& style) {
  std::string text;
  for (const CheckedFile& file : files) {
    for (const Diagnostic& diagnostic : *file.diagnostics) {
      if (!text.empty()) text += '\n';
      text += colored(style, diagnostic.severity, to_text(*file.source, diagnostic));
    }
  }
  return text;
}

std::string diagnostics_github(std::span<const CheckedFile> files) {
  std::string text;
  for (const Severity severity : {Severity::kError, Severity::kWarning, Severity::kNote}) {
    text += annotations(files, severity);
  }
  const uint64_t hidden =
      beyond(count(files, Severity::kError)) + beyond(count(files, Severity::kWarning));
  if (hidden > 0) {
    text +=
        fmt::format("::notice title=gw::{} beyond what GitHub shows; see the log of this step\n",
                    counted(hidden, "finding"));
  }
  return text;
}

std::string diagnostics_summary(std::span<const CheckedFile> files) {
  const uint64_t errors = count(files, Severity::kError);
  const uint64_t warnings = count(files, Severity::kWarning);
  const std::string subject =
      files.size() == 1 ? printable(files.front().source->name()) : counted(files.size(), "file");
  std::string found;
  if (errors > 0) found = counted(errors, "error");
  if (warnings > 0) found += (errors > 0 ? ", " : "") + counted(warnings, "warning");
  if (errors > 0) return fmt::format("{}: {}\n", subject, found);
  return fmt::format("{}: valid{}\n", subject, found.empty() ? "" : ", " + found);
}

}  // namespace gw::report
