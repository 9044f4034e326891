// A configuration in a test, and what the rules say about it.
#pragma once

#include <functional>
#include <memory>
#include <optional>
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

// What a plan's traffic would have met; see recipe.hpp.
using Observe = std::function<simulate::Results(const std::shared_ptr<const engine::Plan>&)>;

inline Linted lint_text(const std::string& text, const Selection& selection = {},
                        const Context& context = {}, const Observe& observe = nullptr) {
  Linted out{config::load("gw.yaml", text), {}};
  for (const Diagnostic& one : out.loaded.diagnostics) UNSCOPED_INFO(one.message);
  REQUIRE_FALSE(has_errors(out.loaded.diagnostics));
  const compile::Compiled compiled = compile::compile(out.loaded.config, {}, {});
  REQUIRE(compiled.plan != nullptr);
  std::optional<simulate::Results> traffic;
  if (observe) traffic = observe(compiled.plan);
  out.findings =
      lint({out.loaded, *compiled.plan, context, traffic ? &*traffic : nullptr}, selection);
  return out;
}

// What those rules say of it, a line each.
inline std::string said(const std::string& text, const std::vector<std::string>& rules) {
  std::string out;
  for (const Finding& one : lint_text(text, {rules, {}}).findings) {
    out += (out.empty() ? "" : "\n") + std::string(one.rule->id) + " " + one.message;
  }
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
