#include "report/lint.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <deque>
#include <vector>

#include "base/file.hpp"
#include "base/text.hpp"
#include "cmd/commands.hpp"
#include "cmd/config_file.hpp"
#include "cmd/invocation.hpp"
#include "cmd/lint_file.hpp"
#include "cmd/terminal.hpp"
#include "lint/linter.hpp"
#include "report/line_diff.hpp"
#include "report/number.hpp"

namespace gw::cmd {

namespace {

constexpr std::string_view kFormats[] = {"text",   "concise", "json",       "sarif",   "junit",
                                         "github", "gitlab",  "checkstyle", "markdown"};
constexpr std::string_view kFailOn[] = {"error", "warning", "note", "never"};

constexpr Option kOptions[] = {
    {.name = "format",
     .value = "FORMAT",
     .doc = "how to print what was found",
     .choices = kFormats,
     .fallback = "text"},
    {.name = "output",
     .value = "FORMAT=FILE",
     .doc = "also write the report to a file, in a format of its own",
     .repeatable = true},
    {.name = "fix",
     .value = {},
     .doc = "mend what can be mended without changing what the gateway does, and report the rest",
     .takes = Option::Takes::kNothing},
    {.name = "unsafe-fixes",
     .value = {},
     .doc = "with --fix or --diff: mend too what changes what the gateway does",
     .takes = Option::Takes::kNothing},
    {.name = "diff",
     .value = {},
     .doc = "print what --fix would change and write nothing; exit code 1 when there is something",
     .takes = Option::Takes::kNothing},
    {.name = "statistics",
     .value = {},
     .doc = "print how often each rule found something instead of what it found",
     .takes = Option::Takes::kNothing},
    {.name = "select",
     .value = "RULES",
     .doc = "only these rules: ids, names, beginnings of ids (GW2) or families (security), "
            "separated by commas",
     .repeatable = true},
    {.name = "ignore",
     .value = "RULES",
     .doc = "not these; where both lists name a rule the longer word decides",
     .repeatable = true},
    {.name = "fail-on",
     .value = "SEVERITY",
     .doc = "exit with 1 when something of this severity or above was found",
     .choices = kFailOn,
     .fallback = "error"},
    {.name = "replicas",
     .value = "N",
     .doc = "gateways that run the configuration side by side, 1..64",
     .fallback = "1"},
    {.name = "env",
     .value = {},
     .doc = "replace ${env:NAME} by the environment's value; unset variables are errors",
     .takes = Option::Takes::kNothing},
};

constexpr Example kExamples[] = {
    {"gw lint gw.yaml", "what could go wrong with this configuration?"},
    {"gw lint --format github --fail-on warning conf/*.yaml", "a gate in a pull request"},
    {"gw lint --select security,GW501 gw.yaml", "some rules alone"},
};

std::vector<std::string> words_of(const Invocation& invocation, std::string_view option) {
  std::vector<std::string> words;
  for (const std::string& list : invocation.values(option)) {
    for (const std::string_view word : split(list, ',')) words.emplace_back(trim(word));
  }
  return words;
}

std::string in_format(std::span<const report::LintedFile> linted, std::string_view format,
                      const report::Style& style) {
  if (format == "json") return report::lint_json(linted);
  if (format == "sarif") return report::lint_sarif(linted, GW_VERSION);
  if (format == "junit") return report::lint_junit(linted);
  if (format == "github") return report::lint_github(linted);
  if (format == "gitlab") return report::lint_gitlab(linted);
  if (format == "checkstyle") return report::lint_checkstyle(linted);
  if (format == "markdown") return report::lint_markdown(linted);
  if (format == "concise") return report::lint_concise(linted);
  return report::lint_text(linted, style);
}

// A report that goes to a file beside the one on standard output.
struct Output {
  std::string_view format;
  std::string path;
};

Result<std::vector<Output>> outputs_of(const Invocation& invocation) {
  std::vector<Output> out;
  for (const std::string& text : invocation.values("output")) {
    const size_t equals = text.find('=');
    const auto* format = std::ranges::find(kFormats, std::string_view(text).substr(0, equals));
    if (equals == std::string::npos || format == std::end(kFormats) || equals + 1 == text.size()) {
      return failure("--output is FORMAT=FILE, as sarif=gw.sarif, not '" + printable(text) + "'");
    }
    out.push_back({*format, text.substr(equals + 1)});
  }
  return out;
}

bool fails(const report::LintCounts& counts, const std::string& fail_on) {
  if (fail_on == "never") return false;
  return counts.errors > 0 || (fail_on != "error" && counts.warnings > 0) ||
         (fail_on == "note" && counts.notes > 0);
}

ExitCode print_diff(const std::deque<LintFile>& files, ExitCode code, Terminal& terminal) {
  for (const LintFile& file : files) {
    if (!file.is_changed()) continue;
    terminal.out(report::line_diff(file.before, file.config.loaded.source.text(), "a/" + file.name,
                                   "b/" + file.name));
    if (code == ExitCode::kFine) code = ExitCode::kFindings;
  }
  return code;
}

Result<void> write_fixed(const LintFile& file) {
  if (file.name == "stdin") return failure("--fix cannot write to standard input: use --diff");
  return write_file(file.name, file.config.loaded.source.text());
}

ExitCode run_lint(const Invocation& invocation, Terminal& terminal) {
  exit_on_interrupt();
  const lint::Selection selection{words_of(invocation, "select"), words_of(invocation, "ignore")};
  if (auto known = lint::check(selection); !known) {
    return terminal.usage_error("lint: " + known.error().message);
  }
  const auto outputs = outputs_of(invocation);
  if (!outputs) return terminal.usage_error("lint: " + outputs.error().message);
  const auto replicas = parse_u64(invocation.value("replicas"));
  if (!replicas || *replicas < 1 || *replicas > 64) {
    return terminal.usage_error("lint: --replicas is a whole number from 1 to 64");
  }
  const bool diff = invocation.has("diff");
  const bool fix = invocation.has("fix") || diff;
  const LintRun run{selection,
                    {static_cast<uint32_t>(*replicas)},
                    invocation.has("env") ? process_environment() : config::Environment(),
                    fix,
                    invocation.has("unsafe-fixes")};
  if (run.unsafe && !fix) {
    return terminal.usage_error("lint: --unsafe-fixes says how far --fix or --diff goes");
  }
  std::deque<LintFile> files;
  ExitCode code = ExitCode::kFine;
  for (const std::string& path : invocation.operands()) {
    auto file = lint_file(path, run);
    if (file) {
      files.push_back(std::move(*file));
    } else {
      code = terminal.usage_error(file.error().message);
    }
  }
  if (diff) return print_diff(files, code, terminal);
  for (const LintFile& file : files) {
    if (!file.is_changed()) continue;
    if (auto wrote = write_fixed(file); !wrote) {
      code = terminal.usage_error("lint: " + wrote.error().message);
    }
  }
  std::vector<report::LintedFile> linted;
  for (const LintFile& file : files) {
    const config::Loaded& loaded = file.config.loaded;
    linted.push_back({&loaded.source, &loaded.diagnostics, &file.findings});
  }
  for (const Output& output : *outputs) {
    if (auto wrote = write_file(output.path, in_format(linted, output.format, {})); !wrote) {
      code = terminal.usage_error("lint: " + wrote.error().message);
    }
  }
  const report::Style style{.width = terminal.width(), .color = terminal.out_has_color()};
  terminal.out(invocation.has("statistics") ? report::lint_statistics(linted)
                                            : in_format(linted, invocation.value("format"), style));
  size_t fixes = 0;
  for (const LintFile& file : files) fixes += file.fixes;
  if (fixes > 0) terminal.error(fmt::format("gw: {} mended\n", report::counted(fixes, "finding")));
  if (!linted.empty()) terminal.error(report::lint_summary(linted));
  if (code != ExitCode::kFine) return code;
  return fails(report::count(linted), invocation.value("fail-on")) ? ExitCode::kFindings
                                                                   : ExitCode::kFine;
}

}  // namespace

const Command kLint{
    .name = "lint",
    .summary = "tell what could go wrong with valid configurations",
    .doc =
        "Reads each FILE as one configuration, tells what 'gw validate' would tell, and runs its "
        "rules over those that are valid: open doors, limits that do not limit, retries that make "
        "things worse. 'gw rule' lists the rules, 'gw rule GW501' explains one.\n\nA comment "
        "'# gw-ignore GW501: reason' at the end of a line silences a rule for what begins on that "
        "line, alone on a line for what begins on the next one, a whole route or service; "
        "'# gw-ignore-file GW501: reason' silences it for the file.\n\nExit code 0 when nothing "
        "as severe as --fail-on says was found, 1 when it was, 2 when a file cannot be read.",
    .operand = {.name = "FILE", .repeatable = true},
    .options = kOptions,
    .examples = kExamples,
    .run = run_lint,
};

}  // namespace gw::cmd
