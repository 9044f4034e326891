// Any text as a configuration, and what the rules find in it.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "compile/compile.hpp"
#include "config/load.hpp"
#include "lint/linter.hpp"

namespace gw::lint {

struct Linted {
  config::Loaded loaded;
  std::vector<Finding> findings;
};

// Nothing for a text that is no valid configuration.
inline std::optional<Linted> lint_bytes(const std::string& text) {
  Linted out{config::load("fuzz.yaml", text), {}};
  if (has_errors(out.loaded.diagnostics)) return std::nullopt;
  const compile::Compiled compiled = compile::compile(out.loaded.config, {}, {});
  if (compiled.plan == nullptr) return std::nullopt;
  const Context context{3};
  out.findings = lint({out.loaded, *compiled.plan, context}, {});
  return out;
}

inline std::string told(const Linted& linted) {
  std::string out;
  for (const Finding& one : linted.findings) {
    out += to_text(linted.loaded.source, to_diagnostic(one));
  }
  return out;
}

}  // namespace gw::lint
