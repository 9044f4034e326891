// The door of this folder: a valid configuration to what the rules say about it.
#pragma once

#include <string>
#include <vector>

#include "base/result.hpp"
#include "lint/finding.hpp"
#include "lint/rule.hpp"
#include "lint/subject.hpp"

namespace gw::lint {

// Which rules run. A word is a rule's id or name, the beginning of ids ("GW1", "GW"), or a family
// ("security"); the longer word decides between the two lists, `ignore` between equals.
struct Selection {
  std::vector<std::string> select;  // empty: all
  std::vector<std::string> ignore;
};

// An Error for a word that names nothing, with the nearest one that does, and for one that selects
// nothing but rules that need the traffic or the gateways that are not there.
Result<void> check(const Selection& selection, bool with_traffic, const Context& context);
bool selects(const Selection& selection, const Rule& rule);

// The words of a configuration's `lint` that name nothing, each at its place.
Diagnostics check(const config::LintChoices& choices);

// Takes out the warnings of `validate` that the selection leaves out or ignores, that the file
// turns off, or that a comment covers: by their names, as rules are. Those that stay have the
// severity that the file gives them.
void silence(Diagnostics& warnings, const Subject& subject, const Selection& selection);

// Whether the configuration is not valid: an error that is no warning which its file made one.
bool is_invalid(const Diagnostics& diagnostics);

// What the selected rules find and no comment suppresses, by place. The selection is checked. What
// the configuration itself chooses holds for rules that the selection does not name.
std::vector<Finding> lint(const Subject& subject, const Selection& selection);

}  // namespace gw::lint
