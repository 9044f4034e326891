#include <algorithm>
#include <vector>

#include "cmd/commands.hpp"
#include "cmd/config_file.hpp"
#include "cmd/invocation.hpp"
#include "cmd/terminal.hpp"
#include "report/diagnostics.hpp"

namespace gw::cmd {

namespace {

constexpr std::string_view kFormats[] = {"text", "json", "github"};

constexpr Option kOptions[] = {
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

ExitCode run_validate(const Invocation& invocation, Terminal& terminal) {
  exit_on_interrupt();
  const std::vector<std::string>& paths = invocation.operands();
  if (std::count(paths.begin(), paths.end(), "-") > 1) {
    return terminal.usage_error("validate: standard input can be read only once",
                                "see 'gw validate --help'");
  }
  const config::Environment environment =
      invocation.has("env") ? process_environment() : config::Environment();
  std::vector<ConfigFile> files;
  ExitCode code = ExitCode::kFine;
  for (const std::string& path : paths) {
    auto file = read_config(path, environment);
    if (file) {
      files.push_back(std::move(*file));
    } else {
      code = terminal.usage_error(file.error().message);
    }
  }
  std::vector<report::CheckedFile> checked;
  for (const ConfigFile& file : files) {
    checked.push_back({&file.loaded.source, &file.loaded.diagnostics});
    if (code == ExitCode::kFine && has_errors(file.loaded.diagnostics)) code = ExitCode::kFindings;
  }
  print(checked, invocation.value("format"), terminal);
  return code;
}

}  // namespace

const Command kValidate{
    .name = "validate",
    .summary = "check configurations and report every mistake at its place",
    .doc =
        "Reads each FILE as one configuration and prints all that is wrong with it, each with "
        "file, line, column and a hint. Opens no socket, resolves no name, reads no other file."
        "\n\nExit code 0 when all are valid, 1 when one is not, 2 when one cannot be read.",
    .operand = {.name = "FILE", .repeatable = true},
    .options = kOptions,
    .examples = kExamples,
    .run = run_validate,
};

}  // namespace gw::cmd
