#include "report/tests.hpp"

#include <fmt/core.h>

#include "base/diagnostic.hpp"
#include "base/text.hpp"
#include "report/number.hpp"
#include "report/xml.hpp"

namespace gw::report {

namespace {

using scenario::Coverage;
using scenario::Failure;
using scenario::FileResult;
using scenario::TestResult;

constexpr size_t kNamesShown = 5;  // of what is not reached

std::string failure_text(const SourceText& source, const Failure& failure) {
  std::string text = to_text(
      source, {Severity::kError, "expectation-failed", failure.span, failure.message, {}, {}});
  if (failure.request.empty()) return text;
  text += fmt::format("  {}: {}", failure.request, failure.verdict);
  if (failure.others > 0)
    text += fmt::format("; {} alike", counted(failure.others, "more request"));
  text += '\n';
  for (const engine::PolicyStep& step : failure.trail) {
    text += "    " + to_line(step) + "\n";
  }
  return text;
}

std::string test_text(const SourceText& source, const TestResult& test, const Style& style) {
  const bool ok = test.failures.empty();
  std::string text =
      fmt::format("  {}  {}\n",
                  ok ? painted(style, Paint::kGreen, "ok  ") : painted(style, Paint::kRed, "FAIL"),
                  printable(test.name));
  for (const Failure& failure : test.failures) {
    text += "\n" + failure_text(source, failure);
    if (&failure == &test.failures.back()) text += "\n";
  }
  return text;
}

// "routes 2 of 3 (not orders)".
std::string reach_text(std::string_view what, const std::vector<Coverage::Item>& items) {
  const size_t number = reached(items);
  std::string text = fmt::format("{} {} of {}", what, number, items.size());
  if (number == items.size()) return text;
  text += " (not ";
  size_t shown = 0;
  for (const Coverage::Item& item : items) {
    if (item.reached) continue;
    if (shown == kNamesShown) return text + ", ...)";
    text += (shown++ > 0 ? ", " : "") + printable(item.name);
  }
  return text + ")";
}

std::string junit_case(const SourceText& source, const TestResult& test) {
  std::string text = fmt::format(
      "    <testcase classname=\"{}\" name=\"{}\" time=\"{}.{:03}\"", xml_escaped(source.name()),
      xml_escaped(test.name), test.length.ns / 1'000'000'000, test.length.ns / 1'000'000 % 1'000);
  if (test.failures.empty()) return text + "/>\n";
  std::string all;
  for (const Failure& failure : test.failures) all += failure_text(source, failure);
  return text + fmt::format(">\n      <failure message=\"{}\">{}</failure>\n    </testcase>\n",
                            xml_escaped(test.failures.front().message), xml_escaped(all));
}

size_t failed(const FileResult& file) {
  size_t number = 0;
  for (const TestResult& test : file.tests) number += test.failures.empty() ? 0 : 1;
  return number;
}

}  // namespace

TestCounts count(const TestReport& report) {
  TestCounts counts;
  for (const FileResult& file : report.files) {
    counts.failed += failed(file);
    counts.passed += file.tests.size() - failed(file);
  }
  return counts;
}

std::string tests_text(const TestReport& report, const Style& style) {
  std::string text;
  for (const FileResult& file : report.files) {
    if (file.tests.empty()) continue;
    text += painted(style, Paint::kBold, file.source->name()) + "\n";
    for (const TestResult& test : file.tests) text += test_text(*file.source, test, style);
    text += "\n";
  }
  if (!report.coverage.empty()) text += painted(style, Paint::kBold, "reached") + "\n";
  for (const Coverage& one : report.coverage) {
    text += fmt::format("  {}: {}, {}\n", one.config, reach_text("routes", one.routes),
                        reach_text("policies", one.policies));
  }
  return text;
}

std::string tests_summary(const TestReport& report) {
  const TestCounts counts = count(report);
  return fmt::format("{}: {} passed, {} failed\n", counted(counts.passed + counts.failed, "test"),
                     counts.passed, counts.failed);
}

std::string tests_junit(const TestReport& report) {
  const TestCounts counts = count(report);
  std::string text = fmt::format(
      "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites name=\"gw test\" tests=\"{}\" "
      "failures=\"{}\"{}>\n",
      counts.passed + counts.failed + report.errors.size(), counts.failed,
      junit_error_count(report.errors));
  text += junit_errors(report.errors);
  for (const FileResult& file : report.files) {
    text += fmt::format("  <testsuite name=\"{}\" tests=\"{}\" failures=\"{}\">\n",
                        xml_escaped(file.source->name()), file.tests.size(), failed(file));
    for (const TestResult& test : file.tests) text += junit_case(*file.source, test);
    text += "  </testsuite>\n";
  }
  return text + "</testsuites>\n";
}

}  // namespace gw::report
