// GW0xx: what a configuration carries along without use.
#include <algorithm>
#include <array>
#include <string>
#include <vector>

#include "lint/findings.hpp"
#include "lint/rule.hpp"

namespace gw::lint {
namespace {

constexpr std::array kRules{
    Rule{
        .id = "GW001",
        .name = "unused-suppression",
        .severity = Severity::kWarning,
        .summary = "a gw-ignore comment that silences nothing",
        .why = "The mistake was mended or the rule is misspelled; the comment would hide the next "
               "mistake at this place. Or the comment does not begin with gw-ignore, as one in "
               "capitals or behind other words, and hides nothing.",
        .source = "ruff RUF100",
        .bad = "- path: /hooks  # gw-ignore GW301, GW402: signed by the sender, slow",
        .good = "- path: /hooks  # gw-ignore GW301: signed by the sender, slow",
        .fixable = Fixable::kSafely,
    },
};

}  // namespace

std::span<const Rule> hygiene_rules() {
  return kRules;
}

}  // namespace gw::lint
