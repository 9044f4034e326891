#include "lint/lint_file.hpp"

#include <algorithm>
#include <atomic>
#include <future>
#include <optional>
#include <utility>

#include "base/text.hpp"
#include "lint/fix.hpp"
#include "lint/shared_parts.hpp"

namespace gw::lint {

namespace {

// A fix may make room for another one; a round without fixes ends it long before.
constexpr size_t kMostRounds = 20;
// Fixes that are tried one by one when they cannot be made together.
constexpr size_t kMostTried = 100;

LintFile linted(config::Texts texts, const LintRun& run) {
  compile::Checked config = compile::check(texts.load(run.environment));
  SourceText read = config.loaded.source;
  LintFile file{std::move(texts), std::move(config), {}, std::move(read), 0, {}};
  config::Loaded& loaded = file.config.loaded;
  if (has_errors(loaded.diagnostics)) return file;
  const Diagnostics unknown = check(loaded.config.lint);
  if (!unknown.empty()) {
    loaded.diagnostics.insert(loaded.diagnostics.end(), unknown.begin(), unknown.end());
    sort_by_place(loaded.diagnostics);
    return file;
  }
  const Subject subject(loaded, *file.config.compiled.plan, run.context);
  file.findings = lint(subject, run.selection);
  return file;
}

// What the texts are after some fixes.
config::Texts with_fixes(const LintFile& file, const Fixed& fixed) {
  config::Texts texts = file.texts;
  const std::vector<SourceText::Part>& parts = file.config.loaded.source.parts();
  for (size_t i = 0; i < parts.size(); ++i) texts.replace(parts[i].name, fixed.texts[i]);
  return texts;
}

std::vector<std::string> texts_of(const SourceText& source) {
  std::vector<std::string> out;
  for (const SourceText::Part& part : source.parts()) {
    out.emplace_back(source.text().substr(part.span.begin, part.span.end - part.span.begin));
  }
  return out;
}

// The file after one round of the fixes of these findings; empty when there are none, or when they
// would make a valid file invalid.
std::optional<LintFile> after(const LintFile& file, const std::vector<Finding>& findings,
                              const LintRun& run) {
  const Fixed fixed = apply_fixes(file.config.loaded.source, findings, run.unsafe);
  if (fixed.fixes == 0 || fixed.texts == texts_of(file.config.loaded.source)) return std::nullopt;
  LintFile next = linted(with_fixes(file, fixed), run);
  if (lint::is_invalid(next.config.loaded.diagnostics)) return std::nullopt;
  next.read = file.read;
  next.fixes = file.fixes + fixed.fixes;
  return next;
}

// The findings with a fix that is this configuration's matter alone; `kept` gets the files of the
// others.
std::vector<Finding> own_fixes(const LintFile& file, const LintRun& run, const SharedParts& shared,
                               std::set<std::string>& kept) {
  std::vector<Finding> own;
  std::vector<Finding> told = file.findings;
  run.baseline.filter(file.config.loaded.source, told);
  for (const Finding& one : told) {
    if (one.fix.edits.empty() || (!one.fix.safe && !run.unsafe)) continue;
    std::set<std::string> others;
    for (const Edit& edit : one.fix.edits) {
      const std::string& name = file.config.loaded.source.part(edit.span.begin).name;
      if (shared.contains(name)) others.insert(name);
    }
    if (others.empty()) own.push_back(one);
    kept.merge(others);
  }
  return own;
}

// One round: all fixes at once or, when they cannot be, one after another those that can be made
// with the ones before.
std::optional<LintFile> mended(const LintFile& file, const std::vector<Finding>& fixes,
                               const LintRun& run) {
  if (auto next = after(file, fixes, run)) return next;
  std::optional<LintFile> best;
  std::vector<Finding> good;
  for (size_t i = 0; i < std::min(fixes.size(), kMostTried); ++i) {
    good.push_back(fixes[i]);
    if (auto next = after(file, good, run)) {
      best = std::move(next);
    } else {
      good.pop_back();
    }
  }
  return best;
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

// Nothing that traffic shows is mended: it is read once, for the text as it is now. A log runs
// through what is known alone.
Result<void> observe(LintFile& file, const LintRun& run) {
  const config::Loaded& loaded = file.config.loaded;
  if (!run.observe || lint::is_invalid(loaded.diagnostics)) return {};
  if (!loaded.config.unresolved.empty()) {
    const config::Located<std::string>& first = loaded.config.unresolved.front();
    return failure(printable(loaded.source.part(first.span.begin).name) + ":" +
                   std::to_string(loaded.source.position(first.span.begin).line) +
                   ": no traffic without the value of ${env:" + first.value + "}: add --env");
  }
  const auto traffic = run.observe(file.config);
  if (!traffic) return tl::unexpected(traffic.error());
  file.findings =
      lint({file.config.loaded, *file.config.compiled.plan, run.context, &*traffic}, run.selection);
  return {};
}

// Last, for the rules go by all warnings: a comment that silences one is in use.
void silence_warnings(LintFile& file, const LintRun& run) {
  config::Loaded& loaded = file.config.loaded;
  if (lint::is_invalid(loaded.diagnostics)) return;
  const Subject subject(loaded, *file.config.compiled.plan, run.context);
  silence(loaded.diagnostics, subject, run.selection);
}

// Calls `work` with 0..count-1, each once.
void in_parallel(size_t count, size_t threads, const std::function<void(size_t)>& work) {
  std::atomic<size_t> next{0};
  const auto loop = [&] {
    for (size_t i = next++; i < count; i = next++) work(i);
  };
  std::vector<std::future<void>> others;
  for (size_t n = 1; n < std::min(count, threads); ++n) {
    others.push_back(std::async(std::launch::async, loop));
  }
  loop();
  for (std::future<void>& other : others) other.get();
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

std::vector<Result<LintFile>> read_files(std::span<const std::string> paths, const LintRun& run) {
  std::vector<std::optional<Result<LintFile>>> read(paths.size());
  in_parallel(paths.size(), run.threads, [&](size_t i) {
    auto texts = config::Texts::read({paths[i], run.overlays}, run.files);
    if (texts) {
      read[i] = linted(std::move(*texts), run);
    } else {
      read[i] = tl::unexpected(texts.error());
    }
  });
  std::vector<Result<LintFile>> out;
  out.reserve(read.size());
  for (auto& one : read) out.push_back(std::move(*one));
  return out;
}

std::vector<Error> finish_files(std::vector<LintFile>& files, const LintRun& run) {
  const SharedParts shared(files);
  if (run.fix) {
    in_parallel(files.size(), run.threads, [&](size_t i) { mend(files[i], run, shared); });
  }
  std::vector<Error> errors;
  std::vector<LintFile> finished;
  for (LintFile& file : files) {
    if (const auto observed = observe(file, run); !observed) {
      errors.push_back(observed.error());
      continue;
    }
    silence_warnings(file, run);
    finished.push_back(std::move(file));
  }
  files = std::move(finished);
  shared.drop_used(files);
  return errors;
}

}  // namespace gw::lint
