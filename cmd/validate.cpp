#include <algorithm>
#include <deque>
#include <set>
#include <span>
#include <vector>

#include "base/file.hpp"
#include "cmd/commands.hpp"
#include "cmd/config_file.hpp"
#include "cmd/discovery.hpp"
#include "cmd/invocation.hpp"
#include "cmd/passed_over.hpp"
#include "cmd/terminal.hpp"
#include "report/diagnostics.hpp"

namespace gw::cmd {

namespace {

constexpr std::string_view kFormats[] = {"text", "json", "github"};

constexpr Option kOptions[] = {
    kOverlayOption,
    {.name = "format",
     .value = "FORMAT",
     .doc = "how to print what was found",
     .choices = kFormats,
     .fallback = "text"},
    {.name = "env",
     .value = {},
     .doc = "replace ${env:NAME} by the environment's value; unset "
            "variables are errors",
     .takes = Option::Takes::kNothing},
    {.name = "with-files",
     .value = {},
     .doc = "also read the files that the configuration names "
            "(no key of schema version 1 names one)",
     .takes = Option::Takes::kNothing},
};

constexpr Example kExamples[] = {
    {"gw validate gw.yaml", "every mistake in one file"},
    {"gw validate --format github conf/*.yaml", "annotations in a pull request"},
};

// A file without a text, as JSON names it too.
struct Unreadable {
  Unreadable(const std::string& path, const std::string& message)
      : source(path, ""), diagnostics{{Severity::kError, "unreadable", {}, message, {}, {}}} {}

  SourceText source;
  std::vector<Diagnostic> diagnostics;
};

void print(std::span<const report::CheckedFile> checked, const std::string& format,
           Terminal& terminal) {
  if (format == "json") {
    terminal.out(report::diagnostics_json(checked));
  } else if (format == "github") {
    terminal.out(report::diagnostics_github(checked));
  } else {
    terminal.out(report::diagnostics_text(
        checked, {.width = terminal.width(), .color = terminal.out_has_color()}));
  }
  if (!checked.empty()) terminal.error(report::diagnostics_summary(checked));
}

std::set<std::string> parts_of(std::span<const Result<compile::Checked>> files) {
  std::vector<const SourceText*> sources;
  for (const Result<compile::Checked>& file : files) {
    if (file) sources.push_back(&file->loaded.source);
  }
  return config::parts_of_others(sources);
}

ExitCode run_validate(const Invocation& invocation, Terminal& terminal) {
  exit_on_interrupt();
  std::vector<std::string> paths = invocation.operands();
  if (std::count(paths.begin(), paths.end(), "-") > 1) {
    return terminal.usage_error("validate: standard input can be read only once",
                                "see 'gw validate --help'");
  }
  if (paths.empty()) {
    auto path = find_config(terminal);
    if (!path) return terminal.usage_error("validate: " + path.error().message);
    paths.push_back(std::move(*path));
  }
  const config::Environment environment =
      invocation.has("env") ? process_environment() : config::Environment();
  ExitCode code = ExitCode::kFine;
  const Targets targets = find_targets(paths);
  for (const Error& error : targets.errors) code = terminal.usage_error(error.message);
  std::vector<Result<compile::Checked>> files;
  for (const Target& target : targets.files) {
    files.push_back(read_config(config_paths(target.path, invocation), environment));
  }
  const std::string format = invocation.value("format");
  std::deque<Unreadable> unreadable;  // pointers into it and the files are kept
  std::vector<report::CheckedFile> checked;
  PassedOver passed_over;
  const std::set<std::string> parts = parts_of(files);
  for (size_t i = 0; i < files.size(); ++i) {
    const Target& target = targets.files[i];
    if (!files[i]) {
      code = terminal.usage_error(files[i].error().message);
      if (format != "json") continue;
      const Unreadable& missing = unreadable.emplace_back(target.path, files[i].error().message);
      checked.push_back({&missing.source, &missing.diagnostics});
      continue;
    }
    const config::Loaded& loaded = files[i]->loaded;
    if (parts.contains(real_path(loaded.source.name())) || passed_over.takes(target, loaded)) {
      continue;
    }
    checked.push_back({&loaded.source, &loaded.diagnostics});
  }
  passed_over.tell(terminal);
  if (checked.empty() && code == ExitCode::kFine) {
    code = terminal.usage_error("validate: no configuration to check");
  }
  const bool is_invalid = std::ranges::any_of(
      checked, [](const report::CheckedFile& file) { return has_errors(*file.diagnostics); });
  if (code == ExitCode::kFine && is_invalid) code = ExitCode::kFindings;
  print(checked, format, terminal);
  return code;
}

}  // namespace

const Command kValidate{
    .name = "validate",
    .summary = "check configurations and report every mistake at its place",
    .doc =
        "Reads each PATH as one configuration and prints all that is wrong with it, each with "
        "file, line, column and a hint. Opens no socket, resolves no name, reads no file but what "
        "it "
        "includes and the overlays. A file that another PATH includes is checked as its part. "
        "What a directory, a pattern and no PATH stand for is told under 'gw lint'."
        "\n\nExit code 0 when all are valid, 1 when one is not, 2 when one cannot be read.",
    .operand = {.name = "PATH", .required = false, .repeatable = true},
    .options = kOptions,
    .examples = kExamples,
    .run = run_validate,
};

}  // namespace gw::cmd
