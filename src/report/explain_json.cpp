#include <nlohmann/json.hpp>

#include "report/explain.hpp"

namespace gw::report {

namespace {

using Json = nlohmann::ordered_json;

Json routes(const scenario::Explanation& explanation) {
  Json list = Json::array();
  for (const scenario::CandidateRoute& one : explanation.candidates) {
    list.push_back({{"route", one.name},
                    {"path", one.path},
                    {"fate", name(one.candidate.fate)},
                    {"why", one.candidate.why}});
  }
  return list;
}

Json policies(const scenario::Explanation& explanation) {
  Json list = Json::array();
  for (const engine::PolicyStep& step : explanation.policies) {
    list.push_back({{"policy", step.policy},
                    {"name", step.name},
                    {"passed", step.passed},
                    {"says", step.says}});
  }
  return list;
}

std::string_view name(scenario::HeaderChange::Kind kind) {
  switch (kind) {
    case scenario::HeaderChange::Kind::kKept:
      return "kept";
    case scenario::HeaderChange::Kind::kSet:
      return "set";
    case scenario::HeaderChange::Kind::kRemoved:
      break;
  }
  return "removed";
}

Json upstream(const scenario::UpstreamCall& call) {
  Json headers = Json::array();
  for (const scenario::HeaderChange& header : call.headers) {
    headers.push_back(
        {{"name", header.name}, {"value", header.value}, {"change", name(header.kind)}});
  }
  return {{"service", call.service},
          {"endpoint", call.endpoint},
          {"method", call.method},
          {"target", call.target},
          {"headers", std::move(headers)}};
}

Json answer(const engine::OwnAnswer& answer) {
  Json headers = Json::array();
  for (const auto& [name, value] : answer.fields) {
    headers.push_back({{"name", name}, {"value", value}});
  }
  return {{"status", answer.status}, {"headers", std::move(headers)}, {"body", answer.body}};
}

}  // namespace

std::string explain_json(const scenario::Explanation& explanation) {
  const bool asks_upstream = explanation.upstream.has_value();
  Json document{{"schema_version", 1},
                {"request",
                 {{"method", explanation.method},
                  {"target", explanation.target},
                  {"host", explanation.host}}},
                {"routes", routes(explanation)},
                {"other_routes", explanation.other_routes},
                {"policies", policies(explanation)},
                {"verdict", engine::name(explanation.verdict.reason)},
                {"upstream", nullptr},
                {"answer", nullptr}};
  if (asks_upstream) document["upstream"] = upstream(*explanation.upstream);
  if (explanation.answer) document["answer"] = answer(*explanation.answer);
  return document.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace gw::report
