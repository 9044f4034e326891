// What a configuration makes of one request, for people and machines.
#pragma once

#include <string>

#include "report/style.hpp"
#include "scenario/explain.hpp"

namespace gw::report {

std::string explain_text(const scenario::Explanation& explanation, const Style& style);

// {"schema_version": 1, "request", "routes", "policies", "verdict", "upstream", "answer"}
std::string explain_json(const scenario::Explanation& explanation);

}  // namespace gw::report
