#include "cmd/lint_file.hpp"

#include <algorithm>
#include <atomic>
#include <future>
#include <optional>
#include <set>
#include <thread>
#include <utility>

#include "base/file.hpp"
#include "cmd/discovery.hpp"
#include "lint/fix.hpp"

namespace gw::cmd {

namespace {

// A fix may make room for another one; a round without fixes ends it long before.
constexpr size_t kMostRounds = 20;

LintFile linted(ConfigTexts texts, const LintRun& run) {
  ConfigFile config = compiled(texts.load(run.environment));
  LintFile file{std::move(texts), std::move(config), {}, {}, 0};
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

// What the texts are after one round of fixes.
ConfigTexts mended(const LintFile& file, const lint::Fixed& fixed) {
  ConfigTexts texts = file.texts;
  const std::vector<SourceText::Part>& parts = file.config.loaded.source.parts();
  for (size_t i = 0; i < parts.size(); ++i) texts.replace(parts[i].name, fixed.texts[i]);
  return texts;
}

// The texts of `old` that differ in `now`, as they were.
std::map<std::string, std::string> changed(const ConfigTexts& old, const LintFile& now) {
  std::map<std::string, std::string> out;
  for (const SourceText::Part& part : now.config.loaded.source.parts()) {
    const std::string_view before = old.text(part.name);
    if (before != now.texts.text(part.name)) out.emplace(part.name, before);
  }
  return out;
}

}  // namespace

Result<LintFile> lint_file(const ConfigPaths& paths, const LintRun& run) {
  auto texts = ConfigTexts::read(paths);
  if (!texts) return tl::unexpected(texts.error());
  LintFile file = linted(std::move(*texts), run);
  const ConfigTexts before = file.texts;
  for (size_t round = 0; run.fix && round < kMostRounds; ++round) {
    const lint::Fixed fixed =
        lint::apply_fixes(file.config.loaded.source, file.findings, run.unsafe);
    if (fixed.fixes == 0) break;
    LintFile next = linted(mended(file, fixed), run);
    // Never make a valid file invalid.
    if (has_errors(next.config.loaded.diagnostics)) break;
    next.fixes = file.fixes + fixed.fixes;
    file = std::move(next);
  }
  file.before = changed(before, file);
  if (!run.observe || has_errors(file.config.loaded.diagnostics)) return file;
  // Nothing that traffic shows is mended: it is read once, for the text as it is now.
  const auto traffic = run.observe(file.config);
  if (!traffic) return tl::unexpected(traffic.error());
  file.findings = lint::lint(
      {file.config.loaded, *file.config.compiled.plan, run.context, &*traffic}, run.selection);
  return file;
}

std::vector<Result<LintFile>> lint_files(const std::vector<std::string>& paths,
                                         const LintRun& run) {
  std::vector<std::optional<Result<LintFile>>> done(paths.size());
  std::atomic<size_t> next{0};
  const auto work = [&] {
    for (size_t i = next++; i < paths.size(); i = next++) {
      done[i] = lint_file({paths[i], run.overlays}, run);
    }
  };
  // A log is read by threads of its own.
  const size_t threads =
      run.observe ? 1
                  : std::min<size_t>(paths.size(),
                                     std::clamp(std::thread::hardware_concurrency(), 1U, 64U));
  std::vector<std::future<void>> others;
  for (size_t n = 1; n < threads; ++n) others.push_back(std::async(std::launch::async, work));
  work();
  for (std::future<void>& other : others) other.get();
  std::vector<Result<LintFile>> files;
  for (std::optional<Result<LintFile>>& one : done) files.push_back(std::move(*one));
  std::set<std::string> included;
  for (const auto& file : files) {
    if (file) add_included(file->config.loaded.source, included);
  }
  std::erase_if(files, [&](const Result<LintFile>& file) {
    return file && included.contains(real_path(file->config.loaded.source.name()));
  });
  return files;
}

}  // namespace gw::cmd
