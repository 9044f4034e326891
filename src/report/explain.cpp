#include "report/explain.hpp"

#include <fmt/core.h>

#include "base/text.hpp"
#include "report/number.hpp"
#include "report/table.hpp"

namespace gw::report {

namespace {

using scenario::Explanation;
using scenario::Fate;
using scenario::HeaderChange;

std::string fate_text(const scenario::Candidate& candidate) {
  switch (candidate.fate) {
    case Fate::kWon:
      return "takes it";
    case Fate::kLessSpecific:
      return "matches, but " + candidate.why;
    case Fate::kCondition:
    case Fate::kMethod:
    case Fate::kHost:
    case Fate::kPath:
      break;
  }
  return candidate.why;
}

std::string routes_text(const Explanation& explanation, const Style& style) {
  std::string text = painted(style, Paint::kBold, "routes") + "\n";
  for (const scenario::CandidateRoute& one : explanation.candidates) {
    const bool won = one.candidate.fate == Fate::kWon;
    text += fmt::format("  {} {} ({}): {}\n", won ? "*" : " ", printable(one.name),
                        printable(one.path), fate_text(one.candidate));
  }
  if (explanation.verdict.reason == engine::Reason::kBadRequest) {
    return text + "    not asked: the request is refused before routing\n";
  }
  if (explanation.other_routes == 0) return text;
  return text + fmt::format("    {} of another path\n",
                            counted(explanation.other_routes,
                                    explanation.candidates.empty() ? "route" : "more route"));
}

std::string policies_text(const Explanation& explanation, const Style& style) {
  if (explanation.policies.empty()) return {};
  Table table({{"", Column::Align::kLeft},
               {"policy", Column::Align::kLeft},
               {"of", Column::Align::kLeft},
               {"what it says", Column::Align::kLeft}});
  for (const engine::PolicyStep& step : explanation.policies) {
    table.add({step.passed ? "+" : "-", std::string(step.policy), printable(step.name), step.says});
  }
  return "\n" + painted(style, Paint::kBold, "policies, in order") + "\n" + table.text(style);
}

char sign_of(HeaderChange::Kind kind) {
  switch (kind) {
    case HeaderChange::Kind::kKept:
      return ' ';
    case HeaderChange::Kind::kSet:
      return '+';
    case HeaderChange::Kind::kRemoved:
      return '-';
  }
  return ' ';
}

std::string upstream_text(const Explanation& explanation, const Style& style) {
  if (!explanation.upstream) return {};
  const scenario::UpstreamCall& call = *explanation.upstream;
  std::string text =
      "\n" + painted(style, Paint::kBold, "upstream request") +
      fmt::format(", to {} of {}\n    {} {} HTTP/1.1\n", printable(call.endpoint),
                  printable(call.service), printable(call.method), printable(call.target, 8192));
  for (const HeaderChange& header : call.headers) {
    text += fmt::format("  {} {}: {}\n", sign_of(header.kind), printable(header.name),
                        printable(header.value));
  }
  return text;
}

std::string answer_text(const Explanation& explanation, const Style& style) {
  if (!explanation.answer) return {};
  const engine::OwnAnswer& answer = *explanation.answer;
  std::string text = "\n" + painted(style, Paint::kBold, "answer") +
                     fmt::format(": {}, {}\n", answer.status, name(explanation.verdict.reason));
  if (!answer.content_type.empty() && !answer.body.empty()) {
    text += fmt::format("    Content-Type: {}\n", answer.content_type);
  }
  for (const auto& [name, value] : answer.fields) {
    text += fmt::format("    {}: {}\n", printable(name), printable(value));
  }
  if (!answer.body.empty()) {
    text += fmt::format("    {}\n", printable(trim(answer.body.substr(0, answer.body.find('\n')))));
  }
  return text;
}

}  // namespace

std::string explain_text(const Explanation& explanation, const Style& style) {
  std::string text =
      painted(style, Paint::kBold, explanation.method + " ") + printable(explanation.target, 8192);
  if (!explanation.host.empty()) text += " on " + printable(explanation.host);
  text += "\n\n" + routes_text(explanation, style);
  return text + policies_text(explanation, style) + upstream_text(explanation, style) +
         answer_text(explanation, style);
}

}  // namespace gw::report
