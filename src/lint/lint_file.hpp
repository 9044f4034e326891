// Configurations as `gw lint` takes them: read, checked, mended in rounds when asked for, and what
// is left to say about each. Many are done in parallel; nothing is written.
#pragma once

#include <cstddef>
#include <functional>
#include <set>
#include <span>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "compile/checked.hpp"
#include "config/texts.hpp"
#include "lint/baseline.hpp"
#include "lint/linter.hpp"
#include "simulate/results.hpp"

namespace gw::lint {

struct LintRun {
  Selection selection;
  Context context;
  Baseline baseline;  // findings to say nothing of, and not to mend
  config::Files files;
  config::Environment environment;
  std::vector<std::string> overlays;  // over each configuration
  bool fix = false;                   // safe fixes
  bool unsafe = false;                // the others too
  size_t threads = 1;
  // What the traffic would have met; null without any.
  std::function<Result<simulate::Results>(const compile::Checked&)> observe;
};

struct LintFile {
  config::Texts texts;      // as they are now
  compile::Checked config;  // of these
  std::vector<Finding> findings;
  SourceText read;             // the texts as they were read
  size_t fixes = 0;            // that were made
  std::set<std::string> kept;  // the files that fixes would change for other configurations too

  // The parts of `read` that fixes changed, by their places.
  std::vector<size_t> changed() const;
};

// Each of them on its own, in their order; an Error for one that cannot be read.
std::vector<Result<LintFile>> read_files(std::span<const std::string> paths, const LintRun& run);

// What takes all configurations of the run: fixes, which leave a file that several of them hold as
// it is; the traffic, whose Errors are returned and take their configuration out; and what is
// unused in one and used in another is unused no more.
std::vector<Error> finish_files(std::vector<LintFile>& files, const LintRun& run);

}  // namespace gw::lint
