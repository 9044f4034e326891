// What the rules of a run found, as they say it. The rule that runs is noted with each finding.
#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "base/text.hpp"
#include "lint/finding.hpp"
#include "lint/rule.hpp"

namespace gw::lint {

class Findings {
 public:
  // For the linter, before each rule.
  void begin(const Rule& rule) { rule_ = &rule; }

  // Good until the next call; notes, a hint and a fix may be added.
  Finding& add(Span span, std::string message) {
    Finding& finding = list_.emplace_back();
    finding.rule = rule_;
    finding.severity = rule_->severity;
    finding.span = span;
    finding.message = std::move(message);
    return finding;
  }
  // The same about a route, whose name the finding keeps.
  Finding& add(const config::Route& route, Span span, std::string message) {
    Finding& finding = add(span, std::move(message));
    finding.route = route.name;
    return finding;
  }

  // Names that configurations give are in the messages: what is not for a terminal is escaped.
  std::vector<Finding> take() {
    for (Finding& finding : list_) {
      finding.message = printable(finding.message, SIZE_MAX);
      finding.hint = printable(finding.hint, SIZE_MAX);
      for (Note& note : finding.notes) note.message = printable(note.message, SIZE_MAX);
    }
    return std::move(list_);
  }

 private:
  const Rule* rule_ = nullptr;
  std::vector<Finding> list_;
};

}  // namespace gw::lint
