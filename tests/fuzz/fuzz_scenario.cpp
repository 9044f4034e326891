// Any bytes as a test file. Held against every input:
//   the mistakes are the same twice, and every place lies in the text
//   a file without mistakes, its configuration in place, runs to the end: each request has a
//   verdict, and what fails is the same twice
#include <cstddef>
#include <cstdint>
#include <string>

#include "base/check.hpp"
#include "compile/compile.hpp"
#include "scenario/names.hpp"
#include "scenario/run.hpp"

namespace gw::scenario {
namespace {

constexpr uint64_t kMostRequests = 2'000;

std::string told(const Script& script) {
  std::string out;
  for (const Diagnostic& one : script.diagnostics) {
    GW_CHECK(one.span.begin <= one.span.end && one.span.end <= script.source.text().size());
    out += to_text(script.source, one);
  }
  return out;
}

bool is_short(const Script& script) {
  uint64_t requests = 0;
  for (const Test& test : script.tests) {
    for (const ScriptStep& step : test.steps) requests += step.times;
  }
  return requests <= kMostRequests;
}

std::string outcome(const Script& script, const std::shared_ptr<const engine::Plan>& plan) {
  Coverage coverage("fuzz.yaml", *plan);
  std::string out;
  for (const TestResult& test : run(script, plan, {}, "", coverage).tests) {
    for (const Failure& one : test.failures) {
      GW_CHECK(one.span.end <= script.source.text().size());
      out += one.message + '\n' + one.request + '\n' + one.verdict + '\n';
    }
  }
  return out;
}

}  // namespace
}  // namespace gw::scenario

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace gw::scenario;
  const std::string text(reinterpret_cast<const char*>(data), size);
  const Script script = read_script("fuzz.yaml", text, nullptr);
  GW_CHECK(told(script) == told(read_script("fuzz.yaml", text, nullptr)));
  if (gw::has_errors(script.diagnostics) || script.config_path || !is_short(script)) return 0;
  const auto plan = gw::compile::compile(script.config, {}, {}).plan;
  if (plan == nullptr || !check_names(script, *plan).empty()) return 0;
  for (const Test& test : script.tests) {
    for (const Played& one : play(plan, test, {}).requests) GW_CHECK(one.verdict.status != 0);
  }
  GW_CHECK(outcome(script, plan) == outcome(script, plan));
  return 0;
}
