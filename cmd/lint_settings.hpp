// What the options of `gw lint` ask for.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "cmd/invocation.hpp"
#include "lint/baseline.hpp"
#include "lint/lint_file.hpp"

namespace gw::cmd {

inline constexpr std::string_view kLintFormats[] = {
    "text", "concise", "json", "sarif", "junit", "github", "gitlab", "checkstyle", "markdown"};

// A report that goes to a file beside the one on standard output.
struct LintOutput {
  std::string format;
  std::string path;
};

struct LintSettings {
  lint::LintRun run;
  std::vector<LintOutput> outputs;
  std::optional<uint64_t> max_warnings;
};

// An empty one that is to stand at `path`: it names files from there.
lint::Baseline baseline_in(const std::string& path);

// An Error says which option is wrong, or what is wrong with the baseline, at its place.
Result<LintSettings> lint_settings(const Invocation& invocation);

}  // namespace gw::cmd
