// The two XML formats of continuous integration: JUnit's and Checkstyle's.
#include <fmt/core.h>

#include "report/lint.hpp"
#include "report/lint_items.hpp"
#include "report/xml.hpp"

namespace gw::report {

namespace {

std::string with_hint(const LintItem& item) {
  const std::string& hint = item.what.hint;
  return in_one_line(item) + (hint.empty() ? "" : "; " + hint);
}

std::string test_case(const SourceText& source, const LintItem& item) {
  const Position at = source.position(item.what.span.begin);
  const std::string& file = source.part(item.what.span.begin).name;
  return fmt::format(
      "    <testcase name=\"{}\" classname=\"{}\" file=\"{}\" line=\"{}\">\n"
      "      <failure type=\"{}\" message=\"{}\">{}</failure>\n    </testcase>\n",
      xml_escaped(item.what.code), xml_escaped(file), xml_escaped(file), at.line,
      name(item.what.severity), xml_escaped(with_hint(item)),
      xml_escaped(fmt::format("{}:{}:{}", file, at.line, at.column)));
}

std::string error(const SourceText& source, const LintItem& item) {
  const Position at = source.position(item.what.span.begin);
  const std::string_view severity =
      item.what.severity == Severity::kNote ? "info" : name(item.what.severity);
  return fmt::format(
      "    <error line=\"{}\" column=\"{}\" severity=\"{}\" message=\"{}\" "
      "source=\"gw.{}\"/>\n",
      at.line, at.column, severity, xml_escaped(with_hint(item)), xml_escaped(item.id));
}

}  // namespace

std::string lint_junit(std::span<const LintedFile> files, std::span<const std::string> errors) {
  std::string suites = junit_errors(errors);
  size_t all = 0;
  size_t failed = 0;
  for (const LintedFile& file : files) {
    std::string cases;
    const std::vector<LintItem> found = items(file);
    for (const LintItem& item : found) cases += test_case(*file.source, item);
    if (found.empty()) {
      cases = fmt::format("    <testcase name=\"clean\" classname=\"{}\"/>\n",
                          xml_escaped(file.source->name()));
    }
    const size_t count = std::max<size_t>(1, found.size());
    all += count;
    failed += found.size();
    suites +=
        fmt::format("  <testsuite name=\"{}\" tests=\"{}\" failures=\"{}\">\n{}  </testsuite>\n",
                    xml_escaped(file.source->name()), count, found.size(), cases);
  }
  return fmt::format(
      "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites name=\"gw lint\" tests=\"{}\" "
      "failures=\"{}\"{}>\n{}</testsuites>\n",
      all + errors.size(), failed, junit_error_count(errors), suites);
}

std::string lint_checkstyle(std::span<const LintedFile> files) {
  std::string out = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<checkstyle version=\"4.3\">\n";
  for (const LintedFile& file : files) {
    const std::vector<LintItem> found = items(file);
    auto item = found.begin();  // they are in the order of the parts
    for (const SourceText::Part& part : file.source->parts()) {
      out += fmt::format("  <file name=\"{}\">\n", xml_escaped(part.name));
      for (; item != found.end() && &file.source->part(item->what.span.begin) == &part; ++item) {
        out += error(*file.source, *item);
      }
      out += "  </file>\n";
    }
  }
  return out + "</checkstyle>\n";
}

}  // namespace gw::report
