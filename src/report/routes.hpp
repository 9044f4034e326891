// The routes of a configuration as a table, and all that one of them goes by.
#pragma once

#include <span>
#include <string>

#include "report/style.hpp"
#include "scenario/settings.hpp"

namespace gw::report {

std::string routes_text(std::span<const scenario::RouteLine> routes, const Style& style);
// {"schema_version": 1, "routes": [{"route", "methods", "hosts", "path", "service",
// "auth_required", "limits", "timeout", "file", "line", "column"}]}; what waits for the environment
// is the reference, a string.
std::string routes_json(std::span<const scenario::RouteLine> routes);

std::string settings_text(const std::string& route, std::span<const scenario::Setting> settings,
                          const Style& style);
// {"schema_version": 1, "route", "settings": [{"key", "value", "by", "file", "line", "column"}]}; a
// default has no place: null.
std::string settings_json(const std::string& route, std::span<const scenario::Setting> settings);

}  // namespace gw::report
