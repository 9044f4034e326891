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
// Fixes that are tried one by one when they cannot be made together.
constexpr size_t kMostTried = 100;

LintFile linted(ConfigTexts texts, const LintRun& run) {
  ConfigFile config = compiled(texts.load(run.environment));
  LintFile file{std::move(texts), std::move(config), {}, {}, 0, {}};
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

// What the texts are after some fixes.
ConfigTexts with_fixes(const LintFile& file, const lint::Fixed& fixed) {
  ConfigTexts texts = file.texts;
  const std::vector<SourceText::Part>& parts = file.config.loaded.source.parts();
  for (size_t i = 0; i < parts.size(); ++i) texts.replace(parts[i].name, fixed.texts[i]);
  return texts;
}

// The file after one round of the fixes of these findings; empty when there are none, or when they
// would make a valid file invalid.
std::optional<LintFile> after(const LintFile& file, const std::vector<lint::Finding>& findings,
                              const LintRun& run) {
  const lint::Fixed fixed = lint::apply_fixes(file.config.loaded.source, findings, run.unsafe);
  if (fixed.fixes == 0) return std::nullopt;
  LintFile next = linted(with_fixes(file, fixed), run);
  if (has_errors(next.config.loaded.diagnostics)) return std::nullopt;
  next.fixes = file.fixes + fixed.fixes;
  return next;
}

// One round: all fixes at once or, when one of them cannot be, those that can be made alone.
std::optional<LintFile> mended(const LintFile& file, const LintRun& run) {
  if (auto next = after(file, file.findings, run)) return next;
  std::vector<lint::Finding> good;
  size_t tried = 0;
  for (const lint::Finding& one : file.findings) {
    if (one.fix.edits.empty() || ++tried > kMostTried) continue;
    if (after(file, {one}, run)) good.push_back(one);
  }
  return after(file, good, run);
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
  if (run.fix) file.read = file.config.loaded.source;
  for (size_t round = 0; run.fix && round < kMostRounds; ++round) {
    auto next = mended(file, run);
    if (!next) break;
    next->read = std::move(file.read);
    file = std::move(*next);
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
  std::vector<const SourceText*> sources;
  for (const auto& file : files) {
    if (file) sources.push_back(&file->config.loaded.source);
  }
  const std::set<std::string> parts = parts_of_others(sources);
  std::erase_if(files, [&](const Result<LintFile>& file) {
    return file && parts.contains(real_path(file->config.loaded.source.name()));
  });
  return files;
}

}  // namespace gw::cmd
