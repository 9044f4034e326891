#include "cmd/lint_file.hpp"

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
  const config::Loaded& loaded = file.config.loaded;
  if (has_errors(loaded.diagnostics)) return file;
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
  if (!run.observe || has_errors(file.config.loaded.diagnostics)) return file;
  // Nothing that traffic shows is mended: it is read once, for the text as it is now.
  const auto traffic = run.observe(file.config);
  if (!traffic) return tl::unexpected(traffic.error());
  file.findings = lint::lint(
      {file.config.loaded, *file.config.compiled.plan, run.context, &*traffic}, run.selection);
  return file;
}

}  // namespace gw::cmd
