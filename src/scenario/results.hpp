// What running a test file gave: every expectation that does not hold, at its place.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/source.hpp"
#include "base/time.hpp"
#include "engine/policy_step.hpp"

namespace gw::scenario {

// An expectation that does not hold. Of several requests that miss the same one alike the first is
// shown.
struct Failure {
  Span span;
  std::string message;  // "the status is 200, expected 429"
  // Of the request, where it is about one: which it is, what became of it, what it met.
  std::string request;  // "request 6 of 6, POST /orders, at 1m"
  std::string verdict;  // "proxied, 200"
  std::vector<engine::PolicyStep> trail;
  uint64_t others = 0;  // more requests that miss it
};

struct TestResult {
  std::string name;
  Span span;
  uint64_t requests = 0;
  Duration length;  // of the script, in its own time
  std::vector<Failure> failures;
};

// One file; `source` outlives it.
struct FileResult {
  const SourceText* source = nullptr;
  std::vector<TestResult> tests;
};

}  // namespace gw::scenario
