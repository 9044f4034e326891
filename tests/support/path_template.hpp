// "/users/{id}/files/*" as the route table takes it, for tests and benches that have no Config.
#pragma once

#include <string>
#include <string_view>

#include "base/text.hpp"
#include "engine/route_table.hpp"

namespace gw::testing {

inline engine::PathTemplate path_template(std::string_view text) {
  engine::PathTemplate out;
  for (const std::string_view piece : split(text.substr(1), '/')) {
    if (piece == "*") {
      out.rest = true;
    } else if (piece.starts_with('{')) {
      out.segments.push_back({true, std::string(piece.substr(1, piece.size() - 2))});
    } else {
      out.segments.push_back({false, std::string(piece)});
    }
  }
  return out;
}

}  // namespace gw::testing
