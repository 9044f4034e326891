// One configuration of `gw lint`: read, checked, mended when asked for, and what is left to say
// about it.
#pragma once

#include <functional>
#include <set>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "cmd/config_file.hpp"
#include "cmd/discovery.hpp"
#include "cmd/passed_over.hpp"
#include "lint/baseline.hpp"
#include "lint/linter.hpp"
#include "simulate/results.hpp"

namespace gw::cmd {

struct LintRun {
  lint::Selection selection;
  lint::Context context;
  lint::Baseline baseline;  // findings to say nothing of, and not to mend
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
  SourceText read;             // the texts as they were read
  size_t fixes = 0;            // that were made
  std::set<std::string> kept;  // the files that fixes would change for other configurations too

  // The parts of `read` that fixes changed, by their places.
  std::vector<size_t> changed() const;
};

struct LintFiles {
  std::vector<LintFile> files;
  PassedOver passed_over;
  std::vector<Error> errors;  // files and traffic that cannot be read
};

// All of them, in their order, by as many threads as there are cores. A file that another of them
// includes, or an overlay, is linted as a part of that one alone. Writes nothing.
LintFiles lint_files(const std::vector<Target>& targets, const LintRun& run);

}  // namespace gw::cmd
