#include "analyze/two_configs.hpp"

#include <stdexcept>

#include "base/check.hpp"
#include "compile/compile.hpp"

namespace gw::testing {
namespace {

std::string line_of(const analyze::Change& change) {
  const auto side = [](const std::string& text) { return text.empty() ? "none" : text; };
  std::string out = change.setting + " " + std::string(name(change.sense)) + ": " +
                    side(change.before) + " → " + side(change.after);
  return out + (change.may_refuse_more ? " !\n" : "\n");
}

std::string side_of(const std::optional<analyze::NamedRoute>& route, uint16_t status) {
  return route ? route->name : std::to_string(status);
}

}  // namespace

LoadedConfig::LoadedConfig(const std::string& name, const std::string& text)
    : loaded(config::load(name + (text.starts_with('{') ? ".json" : ".yaml"), text)) {
  for (const Diagnostic& one : loaded.diagnostics) {
    if (one.severity != Severity::kError) continue;
    throw std::runtime_error(to_text(loaded.source, one));
  }
  plan = compile::compile(loaded.config, {}, {}).plan;
  GW_CHECK(plan != nullptr);
}

analyze::Differences differences_of(const LoadedConfig& before, const LoadedConfig& after) {
  return analyze::find_differences({before.loaded, *before.plan}, {after.loaded, *after.plan});
}

analyze::Differences differences_of(const std::string& before, const std::string& after) {
  return differences_of(LoadedConfig("old", before), LoadedConfig("new", after));
}

std::string text_of(const analyze::Differences& differences) {
  std::string out;
  for (const analyze::RouteDifference& one : differences.routes) {
    out += one.event == analyze::RouteEvent::kAdded     ? "+"
           : one.event == analyze::RouteEvent::kRemoved ? "-"
                                                        : "~";
    for (const auto& route : one.routes) {
      out += " " + (route.after ? route.after : route.before)->name;
    }
    out += "\n";
    for (const analyze::MovedRequests& move : one.moves) {
      out += "  " + to_string(move.witness) + ": " + side_of(move.from, move.status_before) +
             " → " + side_of(move.to, move.status_after) + "\n";
      for (const analyze::Change& change : move.changes) out += "    " + line_of(change);
    }
    for (const analyze::Change& change : one.changes) out += "  " + line_of(change);
  }
  for (const analyze::Change& change : differences.gateway) out += "gateway " + line_of(change);
  for (const analyze::OpenDifference& open : differences.open) {
    out += "? " + open.from + " → " + open.to + ": " + open.construct + "\n";
  }
  return out;
}

}  // namespace gw::testing
