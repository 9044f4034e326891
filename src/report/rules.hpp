// The rules of `gw lint` for people and machines.
#pragma once

#include <span>
#include <string>

#include "lint/rule.hpp"

namespace gw::report {

// "GW501  no-rate-limit  warning  a public route without any limit", a line each, in columns.
std::string rule_list(std::span<const lint::Rule* const> rules);
// A page each, an empty line between two.
std::string rule_pages(std::span<const lint::Rule* const> rules);
std::string rules_markdown(std::span<const lint::Rule* const> rules);
// {"schema_version": 1, "rules": [{"id", "name", "family", "severity", ...}]}
// gw-rules(5) as mdoc source: all rules, and what becomes of mistakes that other linters know.
std::string rules_man();
std::string rules_json(std::span<const lint::Rule* const> rules);

}  // namespace gw::report
