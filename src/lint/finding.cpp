#include "lint/finding.hpp"

#include "lint/rule.hpp"

namespace gw::lint {

Diagnostic to_diagnostic(const Finding& finding) {
  return {finding.severity, std::string(finding.rule->id) + " " + std::string(finding.rule->name),
          finding.span,     finding.message,
          finding.notes,    finding.hint};
}

}  // namespace gw::lint
