// A configuration in a test, and what the rules say about it.
#pragma once

#include <string>
#include <vector>

#include "compile/compile.hpp"
#include "config/load.hpp"
#include "lint/linter.hpp"
#include "support/catch.hpp"

namespace gw::lint {

struct Linted {
  config::Loaded loaded;
  std::vector<Finding> findings;
};

inline Linted lint_text(const std::string& text, const Selection& selection = {},
                        const Context& context = {}) {
  Linted out{config::load("gw.yaml", text), {}};
  for (const Diagnostic& one : out.loaded.diagnostics) UNSCOPED_INFO(one.message);
  REQUIRE_FALSE(has_errors(out.loaded.diagnostics));
  const compile::Compiled compiled = compile::compile(out.loaded.config, {}, {});
  REQUIRE(compiled.plan != nullptr);
  out.findings = lint({out.loaded, *compiled.plan, context}, selection);
  return out;
}

// "GW301:7 GW402:3", by place.
inline std::string found(const Linted& linted) {
  std::string out;
  for (const Finding& one : linted.findings) {
    out += (out.empty() ? "" : " ") + std::string(one.rule->id) + ":" +
           std::to_string(linted.loaded.source.position(one.span.begin).line);
  }
  return out;
}

}  // namespace gw::lint
