#include "report/lint.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <optional>
#include <set>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "base/file.hpp"
#include "base/text.hpp"
#include "cmd/commands.hpp"
#include "cmd/config_file.hpp"
#include "cmd/discovery.hpp"
#include "cmd/invocation.hpp"
#include "cmd/lint_settings.hpp"
#include "cmd/lint_traffic.hpp"
#include "cmd/passed_over.hpp"
#include "cmd/terminal.hpp"
#include "cmd/traffic_options.hpp"
#include "config/document.hpp"
#include "lint/lint_file.hpp"
#include "report/line_diff.hpp"
#include "report/number.hpp"

namespace gw::cmd {

namespace {

constexpr std::string_view kFailOn[] = {"error", "warning", "note", "never"};

constexpr auto kOptions = with_log_options(std::to_array<Option>({
    kOverlayOption,
    {.name = "format",
     .value = "FORMAT",
     .doc = "how to print what was found",
     .choices = kLintFormats,
     .fallback = "text"},
    {.name = "output",
     .value = "FORMAT=FILE",
     .doc = "also write the report to a file, in a format of its own",
     .repeatable = true},
    {.name = "baseline",
     .value = "FILE",
     .doc = "say nothing of the findings that this file holds; it names files from its own folder",
     .takes = Option::Takes::kFile},
    {.name = "write-baseline",
     .value = "FILE",
     .doc = "write a baseline of all that is found now, and report nothing else",
     .takes = Option::Takes::kFile},
    {.name = "max-warnings", .value = "N", .doc = "exit with 1 when there are more warnings"},
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
     .doc = "print how often each rule found something instead of what it found, as text or JSON",
     .takes = Option::Takes::kNothing},
    {.name = "traffic",
     .value = "LOG",
     .doc = "a log, plain, gzip or zstd, to run through each valid PATH for the rules that need "
            "traffic, as one gateway that gets all of it; '-' is standard input",
     .takes = Option::Takes::kFile,
     .repeatable = true},
    {.name = "select",
     .value = "RULES",
     .doc = "only these rules: ids, names, beginnings of ids (GW2) or families (security, "
            "rate-limits), separated by commas",
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
}));

constexpr Example kExamples[] = {
    {"gw lint gw.yaml", "what could go wrong with this configuration?"},
    {"gw lint --format github --fail-on warning conf", "a gate in a pull request"},
    {"gw lint --select security,GW501 gw.yaml", "some rules alone"},
    {"gw lint gw.yaml --traffic access.log", "does it go with what clients send?"},
};

// For reports that another program reads, which knows the folder where gw ran and nothing else.
std::string below_here(const std::string& name) {
  return path_below(name, real_path("."));
}

std::string in_format(std::span<const report::LintedFile> linted,
                      std::span<const std::string> errors, std::string_view format,
                      const report::Style& style) {
  if (format == "json") return report::lint_json(linted);
  if (format == "sarif") return report::lint_sarif(linted, GW_VERSION, below_here);
  if (format == "junit") return report::lint_junit(linted, errors);
  if (format == "github") return report::lint_github(linted);
  if (format == "gitlab") return report::lint_gitlab(linted, below_here);
  if (format == "checkstyle") return report::lint_checkstyle(linted);
  if (format == "markdown") return report::lint_markdown(linted);
  if (format == "concise") return report::lint_concise(linted);
  return report::lint_text(linted, style);
}

bool fails(const report::LintCounts& counts, const std::string& fail_on,
           std::optional<uint64_t> max_warnings) {
  if (max_warnings && counts.warnings > *max_warnings) return true;
  if (fail_on == "never") return false;
  return counts.errors > 0 || (fail_on != "error" && counts.warnings > 0) ||
         (fail_on == "note" && counts.notes > 0);
}

class LintCommand {
 public:
  LintCommand(const Invocation& invocation, const LintSettings& settings, Terminal& terminal)
      : invocation_(invocation), settings_(settings), terminal_(terminal) {}

  ExitCode run() {
    read_all();
    if (invocation_.has("write-baseline")) {
      write_baseline(invocation_.value("write-baseline"));
      return code_;
    }
    for (lint::LintFile& file : files_) {
      settings_.run.baseline.filter(file.config.loaded.source, file.findings);
    }
    if (invocation_.has("diff")) {
      print_diff();
    } else {
      write_fixes();
      report();
    }
    return code_;
  }

 private:
  void read_all() {
    std::vector<std::string> operands = invocation_.operands();
    if (operands.empty()) {
      auto path = find_config(terminal_);
      if (!path) return fail(path.error());
      operands.push_back(std::move(*path));
    }
    const Targets targets = find_targets(operands);
    for (const Error& error : targets.errors) fail(error);
    passed_over_ = targets.passed_over;
    take(targets.files);
    for (const Error& error : lint::finish_files(files_, settings_.run)) fail(error);
    if (files_.empty() && code_ == ExitCode::kFine) fail({"no configuration to lint"});
    tell_once();
  }

  // What several configurations have in common is found in each of them.
  void tell_once() {
    std::set<std::tuple<std::string, uint32_t, std::string_view, std::string>> told;
    for (lint::LintFile& file : files_) {
      const SourceText& source = file.config.loaded.source;
      std::erase_if(file.findings, [&](const lint::Finding& one) {
        const SourceText::Part& part = source.part(one.span.begin);
        const bool is_shared = &part != &source.parts().front();
        return is_shared && !told.emplace(real_path(part.name), one.span.begin - part.span.begin,
                                          one.rule->id, one.message)
                                 .second;
      });
    }
  }

  // What the targets hold: those that are not part of another one and no other product's.
  void take(const std::vector<Target>& targets) {
    std::vector<std::string> paths;
    for (const Target& target : targets) paths.push_back(target.path);
    note_inputs(paths);
    for (const char* option : {"overlay", "traffic", "baseline"}) {
      note_inputs(invocation_.values(option));
    }
    std::vector<Result<lint::LintFile>> read = lint::read_files(paths, settings_.run);
    std::vector<const SourceText*> sources;
    for (const auto& file : read) {
      if (file) sources.push_back(&file->config.loaded.source);
    }
    const std::set<std::string> parts = config::parts_of_others(sources);
    PassedOver passed_over;
    for (size_t i = 0; i < read.size(); ++i) {
      if (!read[i]) {
        fail(read[i].error());
        continue;
      }
      const config::Loaded& loaded = read[i]->config.loaded;
      for (const SourceText::Part& part : loaded.source.parts()) note_inputs({part.name});
      if (parts.contains(real_path(loaded.source.name()))) continue;
      if (!passed_over.takes(targets[i], loaded)) files_.push_back(std::move(*read[i]));
    }
    passed_over.tell(terminal_);
  }

  // What is not valid has no findings to mend or to keep: that is told instead.
  bool has_invalid() const {
    return std::ranges::any_of(files_, [](const lint::LintFile& file) {
      return lint::is_invalid(file.config.loaded.diagnostics);
    });
  }

  void print_diff() {
    if (has_invalid()) return report();
    for (const lint::LintFile& file : files_) {
      tell_kept(file);
      for (const size_t i : file.changed()) {
        const SourceText::Part& was = file.read.parts()[i];
        const SourceText& now = file.config.loaded.source;
        // As `patch -p1` and `git apply` read it: from here, at the root for a file elsewhere.
        const std::string name = was.name.starts_with('/') ? was.name : below_here(was.name);
        const std::string path = (name.starts_with('/') ? "" : "/") + name;
        terminal_.out(report::line_diff(file.read.shown_part(was), now.shown_part(now.parts()[i]),
                                        "a" + path, "b" + path));
        if (code_ == ExitCode::kFine) code_ = ExitCode::kFindings;
      }
    }
  }

  // Whether there is a file with something else than a baseline.
  static bool holds_other(const std::string& path) {
    if (path_kind(path) != PathKind::kFile || file_size(path) == 0) return false;
    auto text = read_file(path, config::kMaxTextBytes);
    return !text || !baseline_in(path).read(SourceText(path, *text)).empty();
  }

  // All that is found now, or nothing where something cannot be read.
  void write_baseline(const std::string& path) {
    if (has_invalid()) return report();
    if (code_ != ExitCode::kFine) return;
    if (!inputs_.contains(real_path(path)) && holds_other(path)) {
      return fail({fmt::format("'{}' is no baseline: it would be lost", printable(path))});
    }
    lint::Baseline baseline = baseline_in(path);
    for (const lint::LintFile& file : files_)
      baseline.add(file.config.loaded.source, file.findings);
    if (path == invocation_.value("baseline")) {
      if (!write(path, baseline.to_text())) return;
    } else if (!write_report(path, baseline.to_text())) {
      return;
    }
    terminal_.error(fmt::format("gw: {} in {}\n", report::counted(baseline.size(), "finding"),
                                printable(path)));
  }

  void tell_kept(const lint::LintFile& file) {
    for (const std::string& name : file.kept) {
      if (!told_.insert(name).second) continue;
      fail({fmt::format("'{}' is part of several configurations and stays as it is",
                        printable(name))});
    }
  }

  void write_fixes() {
    size_t fixes = 0;
    for (const lint::LintFile& file : files_) {
      tell_kept(file);
      bool written = true;
      for (const size_t i : file.changed()) {
        const std::string& name = file.read.parts()[i].name;
        written = write(name, file.texts.text(name)) && written;
      }
      if (written) {
        fixes += file.fixes;
      } else {
        terminal_.error("gw: what is reported is what it would be once mended\n");
      }
    }
    if (fixes > 0)
      terminal_.error(fmt::format("gw: {} mended\n", report::counted(fixes, "finding")));
  }

  void report() {
    std::vector<report::LintedFile> linted;
    for (const lint::LintFile& file : files_) {
      const config::Loaded& loaded = file.config.loaded;
      linted.push_back({&loaded.source, &loaded.diagnostics, &file.findings});
    }
    for (const LintOutput& output : settings_.outputs) {
      write_report(output.path, in_format(linted, errors_, output.format, {}));
    }
    const report::Style style{.width = terminal_.width(), .color = terminal_.out_has_color()};
    const std::string format = invocation_.value("format");
    if (!invocation_.has("statistics")) {
      terminal_.out(in_format(linted, errors_, format, style));
    } else if (format == "json") {
      terminal_.out(report::lint_statistics_json(linted));
    } else {
      terminal_.out(report::lint_statistics(linted));
    }
    if (passed_over_ > 0) {
      terminal_.error(fmt::format("gw: {} passed over\n",
                                  report::counted(passed_over_, "other YAML or JSON file")));
    }
    if (!linted.empty()) terminal_.error(report::lint_summary(linted));
    const bool failed =
        fails(report::count(linted), invocation_.value("fail-on"), settings_.max_warnings);
    if (failed && code_ == ExitCode::kFine) code_ = ExitCode::kFindings;
  }

  void note_inputs(const std::vector<std::string>& paths) {
    for (const std::string& path : paths) inputs_.insert(real_path(path));
  }

  // A report never replaces what was read; a fix does, and a baseline that is written anew.
  bool write_report(const std::string& path, std::string_view text) {
    if (!inputs_.contains(real_path(path))) return write(path, text);
    fail({fmt::format("'{}' is an input: it would be lost", printable(path))});
    return false;
  }

  bool write(const std::string& path, std::string_view text) {
    auto wrote = write_file(path, text);
    if (!wrote) fail(wrote.error());
    return wrote.has_value();
  }

  void fail(const Error& error) {
    errors_.push_back(error.message);
    code_ = terminal_.usage_error("lint: " + error.message);
  }

  const Invocation& invocation_;
  const LintSettings& settings_;
  Terminal& terminal_;
  std::vector<lint::LintFile> files_;
  std::set<std::string> inputs_;  // real paths of all that was read or was to be
  std::set<std::string> told_;    // shared files that fixes leave alone
  size_t passed_over_ = 0;
  std::vector<std::string> errors_;  // what was told of files that cannot be used
  ExitCode code_ = ExitCode::kFine;
};

ExitCode run_lint(const Invocation& invocation, Terminal& terminal) {
  exit_on_interrupt();
  auto settings = lint_settings(invocation);
  if (!settings) return terminal.usage_error("lint: " + settings.error().message);
  if (const auto ready = add_traffic(settings->run, invocation, terminal); !ready) {
    return terminal.usage_error("lint: " + ready.error().message);
  }
  return LintCommand(invocation, *settings, terminal).run();
}

}  // namespace

const Command kLint{
    .name = "lint",
    .summary = "tell what could go wrong with valid configurations",
    .doc =
        "Reads each PATH as one configuration, tells what 'gw validate' would tell, and runs its "
        "rules over those that are valid: open doors, limits that do not limit, retries that make "
        "things worse. 'gw rule' lists the rules, 'gw rule GW501' explains one. Some need traffic: "
        "with --traffic a log runs through the configuration as 'gw simulate' runs it, and they "
        "tell where the two do not go together.\n\nA directory stands for "
        "the files below it, .yaml, .yml and .json, that look like a configuration of gw; what is "
        "not one by itself, an overlay, a part that nothing there includes or another product's "
        "file, is passed over and told, unless it is called gw.yaml or named. An overlay that "
        "holds "
        "whole routes looks like a configuration: a .gwignore, written as a .gitignore, leaves out "
        "what it names. A pattern in quotes, as "
        "'conf/**/*.yaml', stands for the files that it takes, and nothing for the gw.yaml, "
        "gw.yml or gw.json here or in the nearest directory above.\n\nA comment "
        "'# gw-ignore GW501: reason' at the end of a line silences a rule for what begins on that "
        "line, alone on a line for what begins on the next one, a whole route or service; "
        "'# gw-ignore-file GW501: reason' silences it for the file. Several rules are separated by "
        "commas, and each may be what --select takes.\n\nWithout --env, nothing is found that "
        "rests on "
        "a value with ${env:NAME}, and no comment is called unused that covers such a value or "
        "silences a rule that reads one; --traffic needs all values. What only an overlay brings "
        "is not known without it: a comment that nothing else needs is called unused then, and "
        "--fix takes it out; the overlay's own lint: {ignore: [GW501]} stays.\n\nExit code 0 when "
        "nothing "
        "as severe as --fail-on says was found, 1 when it was, 2 when a file cannot be read or "
        "written.",
    .operand = {.name = "PATH", .required = false, .repeatable = true},
    .options = kOptions,
    .examples = kExamples,
    .run = run_lint,
};

}  // namespace gw::cmd
