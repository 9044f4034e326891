#include "cmd/lint_file.hpp"

#include <utility>

#include "lint/fix.hpp"

namespace gw::cmd {

namespace {

// A fix may make room for another one; a round without fixes ends it long before.
constexpr size_t kMostRounds = 20;

LintFile linted(ConfigTexts texts, const LintRun& run) {
  ConfigFile config = compiled(texts.load(run.environment));
  LintFile file{std::move(texts), std::move(config), {}, {}, 0};
  const config::Loaded& loaded = file.config.loaded;
  if (has_errors(loaded.diagnostics)) return file;
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
  if (!run.fix) return file;
  const ConfigTexts before = file.texts;
  for (size_t round = 0; round < kMostRounds; ++round) {
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
  return file;
}

}  // namespace gw::cmd
