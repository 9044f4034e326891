// One file of `gw lint`: read, checked, mended when asked for, and what is left to say about it.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "cmd/config_file.hpp"
#include "lint/linter.hpp"
#include "simulate/results.hpp"

namespace gw::cmd {

struct LintRun {
  lint::Selection selection;
  lint::Context context;
  config::Environment environment;
  bool fix = false;     // safe fixes
  bool unsafe = false;  // the others too
  // What the traffic would have met; null without any.
  std::function<Result<simulate::Results>(const ConfigFile&)> observe;
};

struct LintFile {
  std::string name;    // its path, or "stdin"
  std::string before;  // the text as it was read
  ConfigFile config;   // of the text as it is now
  std::vector<lint::Finding> findings;
  size_t fixes = 0;

  bool is_changed() const { return fixes > 0; }
};

// An Error when the file or the traffic cannot be read. Writes nothing.
Result<LintFile> lint_file(const std::string& path, const LintRun& run);

}  // namespace gw::cmd
