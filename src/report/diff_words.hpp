// How single changes are said in every form of the report of a diff.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "analyze/differences.hpp"
#include "report/style.hpp"

namespace gw::report {

// '+', '-' or '~'.
char sign_of(analyze::RouteEvent event);
Paint paint_of(analyze::RouteEvent event);

// Red for what takes something away from clients or from what guards them.
Paint paint_of(const analyze::Change& change);

// "tightened", "authentication lost".
std::string verdict_of(const analyze::Change& change);

// "GET /users/{id}" or "404".
std::string side_of(const std::optional<analyze::NamedRoute>& route, uint16_t status);

// "old.yaml:3 → new.yaml:4", "new.yaml:4"; empty: nowhere.
std::string places_of(const analyze::WrittenAt& before, const analyze::WrittenAt& after);
std::string places_of(const analyze::RouteDifference::Route& route);

// What the routes are called, "profile → me" for one with a new name.
std::string name_of(const analyze::RouteDifference::Route& route);

// One printable line as code in a cell of a Markdown table: nothing in it is markup or a mention.
std::string markdown_code(std::string_view text);

// "whether requests of 'a' go to 'b' was not decided: CONSTRUCT".
std::string open_text(const analyze::OpenDifference& open);

}  // namespace gw::report
