// What `gw test` found out: failures at their places, and what the tests reach.
#pragma once

#include <cstdint>
#include <span>
#include <string>

#include "report/style.hpp"
#include "scenario/coverage.hpp"
#include "scenario/results.hpp"

namespace gw::report {

struct TestReport {
  std::span<const scenario::FileResult> files;
  std::span<const scenario::Coverage> coverage;  // of each configuration
  std::span<const std::string> errors{};         // of files that cannot be used
};

struct TestCounts {
  uint64_t passed = 0;
  uint64_t failed = 0;
};
TestCounts count(const TestReport& report);

// A line a test; a failed one with its expectations as diagnostics, each with what became of the
// request and the policies that it met; then what no test reaches.
std::string tests_text(const TestReport& report, const Style& style);
// {"schema_version": 1, "passed", "failed", "files": [{"file", "tests": [...]}], "coverage": [...]}
std::string tests_json(const TestReport& report);
// A suite a file, a case a test; times are those of the tests' own clock.
std::string tests_junit(const TestReport& report);
// "12 tests: 11 passed, 1 failed"; one line.
std::string tests_summary(const TestReport& report);

}  // namespace gw::report
