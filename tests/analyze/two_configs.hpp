// Two configurations from their texts, and what was found between them in a line each.
#pragma once

#include <memory>
#include <string>

#include "analyze/differences.hpp"
#include "config/load.hpp"
#include "engine/plan.hpp"

namespace gw::testing {

// Of a valid text; one that begins with '{' is JSON.
struct LoadedConfig {
  LoadedConfig(const std::string& name, const std::string& text);

  config::Loaded loaded;
  std::shared_ptr<const engine::Plan> plan;
};

analyze::Differences differences_of(const LoadedConfig& before, const LoadedConfig& after);
analyze::Differences differences_of(const std::string& before, const std::string& after);

// A line for each route, or group of routes, with its moves and its changes indented under it, as
//
//   ~ GET /a
//     GET /a/x: GET /a → 404
//     auth_required removed: true → false
//
// then the gateway's changes and the questions that are left open. Empty: there is no difference.
std::string text_of(const analyze::Differences& differences);

}  // namespace gw::testing
