// One configuration of `gw lint`: read, checked, mended when asked for, and what is left to say
// about it.
#pragma once

#include <functional>
#include <map>
#include <optional>
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
  std::vector<std::string> overlays;  // over each configuration
  bool fix = false;                   // safe fixes
  bool unsafe = false;                // the others too
  // What the traffic would have met; null without any.
  std::function<Result<simulate::Results>(const ConfigFile&)> observe;
};

struct LintFile {
  ConfigTexts texts;  // as they are now
  ConfigFile config;  // of these
  std::vector<lint::Finding> findings;
  std::map<std::string, std::string> before;  // the texts that fixes changed, as they were read
  size_t fixes = 0;
  std::optional<SourceText> read;  // all texts as they were read
};

// An Error when a file or the traffic cannot be read. Writes nothing.
Result<LintFile> lint_file(const ConfigPaths& paths, const LintRun& run);

// All of them, in their order, by as many threads as there are cores; they share nothing. A file
// that another of them includes, or an overlay, is linted as a part of that one alone.
std::vector<Result<LintFile>> lint_files(const std::vector<std::string>& paths, const LintRun& run);

}  // namespace gw::cmd
