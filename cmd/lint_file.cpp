#include "cmd/lint_file.hpp"

#include <algorithm>
#include <atomic>
#include <future>
#include <optional>
#include <set>
#include <thread>
#include <utility>

#include "base/file.hpp"
#include "cmd/shared_parts.hpp"
#include "lint/fix.hpp"

namespace gw::cmd {

namespace {

// A fix may make room for another one; a round without fixes ends it long before.
constexpr size_t kMostRounds = 20;
// Fixes that are tried one by one when they cannot be made together.
constexpr size_t kMostTried = 100;

LintFile linted(ConfigTexts texts, const LintRun& run) {
  ConfigFile config = compiled(texts.load(run.environment));
  SourceText read = config.loaded.source;
  LintFile file{std::move(texts), std::move(config), {}, std::move(read), 0, {}};
  config::Loaded& loaded = file.config.loaded;
  if (has_errors(loaded.diagnostics)) return file;
  const Diagnostics unknown = lint::check(loaded.config.lint);
  if (!unknown.empty()) {
    loaded.diagnostics.insert(loaded.diagnostics.end(), unknown.begin(), unknown.end());
    sort_by_place(loaded.diagnostics);
    return file;
  }
  const lint::Subject subject(loaded, *file.config.compiled.plan, run.context);
  file.findings = lint::lint(subject, run.selection);
  lint::silence(loaded.diagnostics, subject, run.selection);
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
  if (lint::is_invalid(next.config.loaded.diagnostics)) return std::nullopt;
  next.read = file.read;
  next.fixes = file.fixes + fixed.fixes;
  return next;
}

// The findings with a fix that is this configuration's matter alone; `kept` gets the files of the
// others.
std::vector<lint::Finding> own_fixes(const LintFile& file, const LintRun& run,
                                     const SharedParts& shared, std::set<std::string>& kept) {
  std::vector<lint::Finding> own;
  std::vector<lint::Finding> told = file.findings;
  run.baseline.filter(file.config.loaded.source, told);
  for (const lint::Finding& one : told) {
    if (one.fix.edits.empty() || (!one.fix.safe && !run.unsafe)) continue;
    std::set<std::string> others;
    for (const lint::Edit& edit : one.fix.edits) {
      const std::string& name = file.config.loaded.source.part(edit.span.begin).name;
      if (shared.contains(name)) others.insert(name);
    }
    if (others.empty()) own.push_back(one);
    kept.merge(others);
  }
  return own;
}

// One round: all fixes at once or, when one of them cannot be, those that can be made alone.
std::optional<LintFile> mended(const LintFile& file, const std::vector<lint::Finding>& fixes,
                               const LintRun& run) {
  if (auto next = after(file, fixes, run)) return next;
  std::vector<lint::Finding> good;
  size_t tried = 0;
  for (const lint::Finding& one : fixes) {
    if (++tried > kMostTried) break;
    if (after(file, {one}, run)) good.push_back(one);
  }
  return after(file, good, run);
}

void mend(LintFile& file, const LintRun& run, const SharedParts& shared) {
  for (size_t round = 0; round < kMostRounds; ++round) {
    std::set<std::string> kept;
    auto next = mended(file, own_fixes(file, run, shared, kept), run);
    file.kept = std::move(kept);
    if (!next) break;
    file = std::move(*next);
  }
}

// Nothing that traffic shows is mended: it is read once, for the text as it is now.
Result<void> observe(LintFile& file, const LintRun& run) {
  if (!run.observe || lint::is_invalid(file.config.loaded.diagnostics)) return {};
  const auto traffic = run.observe(file.config);
  if (!traffic) return tl::unexpected(traffic.error());
  file.findings = lint::lint(
      {file.config.loaded, *file.config.compiled.plan, run.context, &*traffic}, run.selection);
  return {};
}

// Calls `work` with 0..count-1, each once.
void in_parallel(size_t count, const std::function<void(size_t)>& work) {
  std::atomic<size_t> next{0};
  const auto loop = [&] {
    for (size_t i = next++; i < count; i = next++) work(i);
  };
  const size_t threads =
      std::min<size_t>(count, std::clamp(std::thread::hardware_concurrency(), 1U, 64U));
  std::vector<std::future<void>> others;
  for (size_t n = 1; n < threads; ++n) others.push_back(std::async(std::launch::async, loop));
  loop();
  for (std::future<void>& other : others) other.get();
}

// Those that stand alone, linted.
LintFiles read_files(const std::vector<Target>& targets, const LintRun& run) {
  std::vector<std::optional<Result<LintFile>>> read(targets.size());
  in_parallel(targets.size(), [&](size_t i) {
    auto texts = ConfigTexts::read({targets[i].path, run.overlays});
    if (texts) {
      read[i] = linted(std::move(*texts), run);
    } else {
      read[i] = tl::unexpected(texts.error());
    }
  });
  std::vector<const SourceText*> sources;
  for (const auto& file : read) {
    if (*file) sources.push_back(&(*file)->config.loaded.source);
  }
  const std::set<std::string> parts = parts_of_others(sources);
  LintFiles out;
  for (size_t i = 0; i < targets.size(); ++i) {
    Result<LintFile>& file = *read[i];
    if (!file) {
      out.errors.push_back(file.error());
      continue;
    }
    const config::Loaded& loaded = file->config.loaded;
    if (parts.contains(real_path(loaded.source.name()))) continue;
    if (!out.passed_over.takes(targets[i], loaded)) out.files.push_back(std::move(*file));
  }
  return out;
}

}  // namespace

std::vector<size_t> LintFile::changed() const {
  const std::vector<SourceText::Part>& parts = config.loaded.source.parts();
  std::vector<size_t> out;
  for (size_t i = 0; i < parts.size(); ++i) {
    const Span was = read.parts()[i].span;
    if (read.text().substr(was.begin, was.end - was.begin) != texts.text(parts[i].name)) {
      out.push_back(i);
    }
  }
  return out;
}

LintFiles lint_files(const std::vector<Target>& targets, const LintRun& run) {
  LintFiles out = read_files(targets, run);
  const SharedParts shared(out.files);
  if (run.fix) {
    in_parallel(out.files.size(), [&](size_t i) { mend(out.files[i], run, shared); });
  }
  std::erase_if(out.files, [&](LintFile& file) {
    const auto observed = observe(file, run);
    if (!observed) out.errors.push_back(observed.error());
    return !observed;
  });
  shared.drop_used(out.files);
  return out;
}

}  // namespace gw::cmd
