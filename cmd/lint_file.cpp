#include "cmd/lint_file.hpp"

#include <algorithm>
#include <atomic>
#include <future>
#include <optional>
#include <thread>
#include <utility>

#include "base/file.hpp"
#include "config/document.hpp"
#include "lint/fix.hpp"

namespace gw::cmd {

namespace {

// A fix may make room for another one; a round without fixes ends it long before.
constexpr size_t kMostRounds = 20;

LintFile linted(const std::string& name, std::string text, const LintRun& run) {
  LintFile file{name, text, check_config(name, std::move(text), run.environment), {}, 0};
  config::Loaded& loaded = file.config.loaded;
  if (has_errors(loaded.diagnostics)) return file;
  const Diagnostics unknown = lint::check(loaded.config.lint);
  if (!unknown.empty()) {
    loaded.diagnostics.insert(loaded.diagnostics.end(), unknown.begin(), unknown.end());
    sort_by_place(loaded.diagnostics);
    return file;
  }
  file.findings = lint::lint({loaded, *file.config.compiled.plan, run.context}, run.selection);
  return file;
}

}  // namespace

Result<LintFile> lint_file(const std::string& path, const LintRun& run) {
  auto text = read_file(path, config::kMaxTextBytes);
  if (!text) return tl::unexpected(text.error());
  LintFile file = linted(path == "-" ? "stdin" : path, std::move(*text), run);
  for (size_t round = 0; run.fix && round < kMostRounds; ++round) {
    lint::Fixed fixed =
        lint::apply_fixes(file.config.loaded.source.text(), file.findings, run.unsafe);
    if (fixed.fixes == 0) break;
    LintFile mended = linted(file.name, std::move(fixed.text), run);
    // Never make a valid file invalid.
    if (has_errors(mended.config.loaded.diagnostics)) break;
    mended.before = std::move(file.before);
    mended.fixes = file.fixes + fixed.fixes;
    file = std::move(mended);
  }
  return file;
}

std::vector<Result<LintFile>> lint_files(const std::vector<std::string>& paths,
                                         const LintRun& run) {
  std::vector<std::optional<Result<LintFile>>> done(paths.size());
  std::atomic<size_t> next{0};
  const auto work = [&] {
    for (size_t i = next++; i < paths.size(); i = next++) done[i] = lint_file(paths[i], run);
  };
  const size_t threads =
      std::min<size_t>(paths.size(), std::clamp(std::thread::hardware_concurrency(), 1U, 64U));
  std::vector<std::future<void>> others;
  for (size_t n = 1; n < threads; ++n) others.push_back(std::async(std::launch::async, work));
  work();
  for (std::future<void>& other : others) other.get();
  std::vector<Result<LintFile>> files;
  for (std::optional<Result<LintFile>>& one : done) files.push_back(std::move(*one));
  return files;
}

}  // namespace gw::cmd
