// A configuration and a test file in a test, from their texts.
#pragma once

#include <memory>
#include <string>

#include "compile/compile.hpp"
#include "config/load.hpp"
#include "scenario/names.hpp"
#include "scenario/run.hpp"
#include "support/catch.hpp"

namespace gw::scenario {

struct World {
  config::Loaded loaded;
  std::shared_ptr<const engine::Plan> plan;
};

inline World world(const std::string& text) {
  World out{config::load("gw.yaml", text), {}};
  for (const Diagnostic& one : out.loaded.diagnostics) UNSCOPED_INFO(one.message);
  REQUIRE_FALSE(has_errors(out.loaded.diagnostics));
  out.plan = compile::compile(out.loaded.config, {}, {}).plan;
  REQUIRE(out.plan != nullptr);
  return out;
}

// The steps of one test, indented by four, in a file with that configuration.
inline Script script_of(const std::string& steps, const std::string& name = "t.yaml") {
  return read_script(name, "config: gw.yaml\ntests:\n  - name: it\n    steps:\n" + steps, nullptr);
}

inline std::string told(const Diagnostics& diagnostics, const SourceText& source) {
  std::string out;
  for (const Diagnostic& one : diagnostics) {
    const Position at = source.position(one.span.begin);
    out += std::to_string(at.line) + ":" + std::to_string(at.column) + ": " + one.message;
    if (!one.hint.empty()) out += "; " + one.hint;
    out += " [" + one.code + "]\n";
  }
  return out;
}

// What the expectations of those steps miss: "4:20: message\n".
inline std::string failures(const World& world, const std::string& steps) {
  const Script script = script_of(steps);
  CHECK(told(script.diagnostics, script.source).empty());
  CHECK(told(check_names(script, *world.plan), script.source).empty());
  Coverage coverage("gw.yaml", *world.plan);
  std::string out;
  const FileResult result =
      run(script, world.plan, world.loaded.config.trusted_proxies, "", coverage);
  for (const Failure& one : result.tests[0].failures) {
    const Position at = script.source.position(one.span.begin);
    out += std::to_string(at.line) + ":" + std::to_string(at.column) + ": " + one.message + "\n";
  }
  return out;
}

}  // namespace gw::scenario
