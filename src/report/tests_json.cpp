#include <nlohmann/json.hpp>

#include "report/tests.hpp"

namespace gw::report {

namespace {

using Json = nlohmann::ordered_json;

Json to_json(const SourceText& source, const scenario::Failure& failure) {
  const Position at = source.position(failure.span.begin);
  Json trail = Json::array();
  for (const engine::PolicyStep& step : failure.trail) {
    trail.push_back({{"policy", step.policy},
                     {"name", step.name},
                     {"passed", step.passed},
                     {"says", step.says}});
  }
  return {{"line", at.line},
          {"column", at.column},
          {"message", failure.message},
          {"request", failure.request},
          {"verdict", failure.verdict},
          {"alike", failure.others},
          {"trail", std::move(trail)}};
}

Json to_json(const SourceText& source, const scenario::TestResult& test) {
  Json failures = Json::array();
  for (const scenario::Failure& one : test.failures) failures.push_back(to_json(source, one));
  return {{"name", test.name},
          {"line", source.position(test.span.begin).line},
          {"passed", test.failures.empty()},
          {"requests", test.requests},
          {"clock_ns", test.length.ns},
          {"failures", std::move(failures)}};
}

Json to_json(const std::vector<scenario::Coverage::Item>& items) {
  Json missed = Json::array();
  for (const scenario::Coverage::Item& item : items) {
    if (!item.reached) missed.push_back(item.name);
  }
  return {{"reached", reached(items)}, {"of", items.size()}, {"not_reached", std::move(missed)}};
}

}  // namespace

std::string tests_json(const TestReport& report) {
  const TestCounts counts = count(report);
  Json files = Json::array();
  for (const scenario::FileResult& file : report.files) {
    Json tests = Json::array();
    for (const scenario::TestResult& test : file.tests) {
      tests.push_back(to_json(*file.source, test));
    }
    files.push_back({{"file", file.source->name()}, {"tests", std::move(tests)}});
  }
  Json coverage = Json::array();
  for (const scenario::Coverage& one : report.coverage) {
    coverage.push_back({{"config", one.config},
                        {"routes", to_json(one.routes)},
                        {"policies", to_json(one.policies)}});
  }
  const Json document{{"schema_version", 1},
                      {"passed", counts.passed},
                      {"failed", counts.failed},
                      {"files", std::move(files)},
                      {"coverage", std::move(coverage)}};
  return document.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace gw::report
