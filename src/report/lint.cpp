#include "report/lint.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <deque>
#include <functional>
#include <map>
#include <nlohmann/json.hpp>
#include <utility>

#include "base/text.hpp"
#include "report/diagnostics.hpp"
#include "report/lint_items.hpp"
#include "report/number.hpp"

namespace gw::report {

namespace {

enum class Notes : uint8_t { kShown, kLost };

// Each file's items as the diagnostics that text and annotations are made of.
class Merged {
 public:
  Merged(std::span<const LintedFile> files, Notes notes) {
    for (const LintedFile& file : files) {
      Diagnostics& all = diagnostics_.emplace_back();
      for (LintItem& item : items(file)) {
        if (notes == Notes::kLost) item.what.message = in_one_line(item);
        all.push_back(std::move(item.what));
      }
      checked_.push_back({file.source, &all});
    }
  }
  std::span<const CheckedFile> files() const { return checked_; }

 private:
  std::deque<Diagnostics> diagnostics_;
  std::vector<CheckedFile> checked_;
};

// One line of a Markdown table's cell.
std::string cell(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c == '|' || c == '\\' || c == '<' || c == '`') out += '\\';
    out += c == '\n' ? ' ' : c;
  }
  return out;
}

// How often each rule found something, the most frequent first.
std::vector<std::pair<std::string, uint64_t>> statistics(std::span<const LintedFile> files) {
  std::map<std::string, uint64_t> counts;
  for (const LintedFile& file : files) {
    for (const LintItem& item : items(file)) ++counts[item.what.code];
  }
  std::vector<std::pair<std::string, uint64_t>> rows(counts.begin(), counts.end());
  std::ranges::stable_sort(rows, std::greater(), &std::pair<std::string, uint64_t>::second);
  return rows;
}

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

std::string lint_text(std::span<const LintedFile> files, const Style& style) {
  return diagnostics_text(Merged(files, Notes::kShown).files(), style);
}

std::string lint_concise(std::span<const LintedFile> files) {
  std::string text;
  for (const LintedFile& file : files) {
    for (const LintItem& item : items(file)) {
      const Position at = file.source->position(item.what.span.begin);
      text += fmt::format("{}:{}:{}: {}: {} [{}]\n", printable(file_of(file, item), 4096), at.line,
                          at.column, name(item.what.severity), in_one_line(item), item.what.code);
    }
  }
  return text;
}

std::string lint_markdown(std::span<const LintedFile> files) {
  std::string rows;
  for (const LintedFile& file : files) {
    for (const LintItem& item : items(file)) {
      const Position at = file.source->position(item.what.span.begin);
      rows +=
          fmt::format("| {}:{} | {} | {} | {} |\n", cell(printable(file_of(file, item), 4096)),
                      at.line, name(item.what.severity), item.what.code, cell(in_one_line(item)));
    }
  }
  if (rows.empty()) return "**gw lint:** nothing found\n";
  return "| place | severity | rule | finding |\n|---|---|---|---|\n" + rows;
}

std::string lint_statistics(std::span<const LintedFile> files) {
  std::string text;
  for (const auto& [code, number] : statistics(files)) {
    text += fmt::format("{:>7}  {}\n", grouped(number), code);
  }
  return text;
}

std::string lint_statistics_json(std::span<const LintedFile> files) {
  using Json = nlohmann::ordered_json;
  Json list = Json::array();
  for (const auto& [code, number] : statistics(files)) {
    list.push_back({{"code", code}, {"count", number}});
  }
  return Json{{"schema_version", 1}, {"statistics", std::move(list)}}.dump(2) + "\n";
}

std::string lint_github(std::span<const LintedFile> files) {
  return diagnostics_github(Merged(files, Notes::kLost).files());
}

std::string lint_summary(std::span<const LintedFile> files) {
  const LintCounts counts = count(files);
  const std::string subject =
      files.size() == 1 ? printable(files.front().source->name()) : counted(files.size(), "file");
  std::string found;
  for (const auto& [number, noun] :
       {std::pair(counts.errors, "error"), std::pair(counts.warnings, "warning"),
        std::pair(counts.notes, "note")}) {
    if (number > 0) found += (found.empty() ? "" : ", ") + counted(number, noun);
  }
  return fmt::format("{}: {}\n", subject, found.empty() ? "clean" : found);
}

}  // namespace gw::report
