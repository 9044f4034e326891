#include "report/diff.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/text.hpp"
#include "cmd/commands.hpp"
#include "cmd/config_file.hpp"
#include "cmd/discovery.hpp"
#include "cmd/git_files.hpp"
#include "cmd/invocation.hpp"
#include "cmd/progress.hpp"
#include "cmd/terminal.hpp"
#include "cmd/traffic_options.hpp"

namespace gw::cmd {

namespace {

constexpr std::string_view kFormats[] = {"text", "json", "markdown"};

// In the order of analyze::DifferenceGate.
constexpr std::array<std::string_view, 5> kGates{"any", "auth-lost", "route-removed", "rerouted",
                                                 "limit-tightened"};

constexpr auto kOptions = with_log_options(std::to_array<Option>({
    kOverlayOption,
    {.name = "git",
     .value = "REF",
     .doc = "the old side is the same file, and what belongs to it, as of this branch, tag or "
            "commit; takes one CONFIG or none"},
    {.name = "format",
     .value = "FORMAT",
     .doc = "how to print it; markdown is for a pull request",
     .choices = kFormats,
     .fallback = "text"},
    {.name = "fail-on",
     .value = "WHAT",
     .doc = "exit with 1 when it is met, several with commas: any, auth-lost, route-removed, "
            "rerouted, limit-tightened",
     .repeatable = true},
    {.name = "traffic",
     .value = "LOG",
     .doc = "a log to run through both: who is newly refused; plain, gzip or zstd; '-' is standard "
            "input",
     .takes = Option::Takes::kFile,
     .repeatable = true},
    kThreadsOption,
    kSeedOption,
    kStrictOption,
    kTopOption,
}));

constexpr Example kExamples[] = {
    {"gw diff old.yaml new.yaml", "what would this change do?"},
    {"gw diff --git origin/main --fail-on auth-lost,route-removed",
     "a gate for a pull request, on the nearest gw.yaml"},
    {"gw diff old.yaml new.yaml --traffic access.log.gz", "whom would it have hit yesterday?"},
};

// One of the two.
struct Side {
  std::string_view which;  // "old", "new"
  config::Paths paths;
  config::Files files = disk_files();
  std::string name() const { return files.name(paths.file); }
};

Result<std::vector<analyze::DifferenceGate>> gates_of(const Invocation& invocation) {
  std::vector<analyze::DifferenceGate> out;
  for (const std::string& value : invocation.values("fail-on")) {
    for (const std::string_view word : split(value, ',')) {
      const auto* const found = std::ranges::find(kGates, trim(word));
      if (found == kGates.end()) {
        return failure(
            fmt::format("--fail-on knows any, auth-lost, route-removed, rerouted and "
                        "limit-tightened, not '{}'",
                        printable(word)));
      }
      out.push_back(static_cast<analyze::DifferenceGate>(found - kGates.begin()));
    }
  }
  return out;
}

// The first option given that says something about a log; empty when there is none.
std::string_view of_a_log(const Invocation& invocation) {
  constexpr std::string_view kOthers[] = {"overlay", "git", "format", "fail-on"};
  for (const Option& option : kOptions) {
    const bool is_other = std::ranges::find(kOthers, option.name) != std::end(kOthers);
    if (!is_other && invocation.has(option.name)) return option.name;
  }
  return {};
}

// What is too much or too little on the command line; empty when all is well.
std::string wrong_words(const Invocation& invocation) {
  const std::vector<std::string>& words = invocation.operands();
  const std::vector<std::string> logs = invocation.values("traffic");
  if (std::ranges::count(words, "-") + std::ranges::count(logs, "-") > 1) {
    return "standard input can be read only once";
  }
  if (logs.empty()) {
    const std::string option(of_a_log(invocation));
    if (!option.empty()) return "--" + option + " is about a log: add --traffic LOG";
  }
  if (invocation.has("git")) {
    if (words.size() > 1) return "--git takes the place of OLD: one CONFIG or none";
    if (!words.empty() && words[0] == "-") return "--git reads files, not standard input";
    return "";
  }
  if (words.size() != 2) return "OLD and NEW are two configurations, or one with --git REF";
  return "";
}

// Loaded and compiled. Empty when it is not valid or cannot be read; that was told.
std::optional<compile::Checked> load(const Side& side, Terminal& terminal) {
  auto file = read_config(side.paths, process_environment(), {}, {}, side.files);
  if (!file) {
    terminal.usage_error(fmt::format("diff: the {} side: {}", side.which, file.error().message));
    return std::nullopt;
  }
  if (!has_errors(file->loaded.diagnostics)) return std::move(*file);
  print_findings(*file, terminal);
  terminal.usage_error(fmt::format("diff: the {} side is not valid", side.which));
  return std::nullopt;
}

ExitCode judge(const std::vector<analyze::DifferenceGate>& gates, const analyze::Differences& found,
               Terminal& terminal) {
  ExitCode code = ExitCode::kFine;
  for (const analyze::DifferenceGate gate : gates) {
    if (!analyze::is_met(gate, found)) continue;
    terminal.error(fmt::format("gw: --fail-on {}: met\n", kGates[static_cast<size_t>(gate)]));
    code = ExitCode::kFindings;
  }
  return code;
}

Result<simulate::TrafficChange> run_traffic(const compile::Checked& before,
                                            const compile::Checked& after,
                                            const analyze::Differences& found,
                                            const Invocation& invocation, Terminal& terminal) {
  stop_on_interrupt();
  simulate::Options options;
  for (const auto set : {set_traffic, set_run}) {
    if (auto done = set(invocation, options); !done) return tl::unexpected(done.error());
  }
  const std::vector<std::string> paths = invocation.values("traffic");
  auto sources = open_logs(invocation, paths);
  if (!sources) return tl::unexpected(sources.error());
  const auto side = [](const compile::Checked& file) {
    return simulate::PlanSide{file.compiled.plan, file.loaded.config.trusted_proxies};
  };
  Progress progress(terminal, total_size(paths));
  auto out =
      simulate::compare_traffic(side(before), side(after), found.same_as, std::move(*sources),
                                options, [&](const simulate::Progress& so_far) {
                                  progress.show(so_far.records, so_far.bytes);
                                  return !was_interrupted();
                                });
  if (!out || !invocation.has("strict")) return out;
  const std::string malformed = first_malformed(out->after.reading);
  if (!malformed.empty()) return failure(malformed);
  return out;
}

void print(const report::Diff& diff, const Invocation& invocation, Terminal& terminal) {
  const std::string format = invocation.value("format");
  if (format == "json") {
    terminal.out(report::diff_json(diff));
  } else if (format == "markdown") {
    terminal.out(report::diff_markdown(diff));
  } else {
    terminal.out(
        report::diff_text(diff, {.width = terminal.width(), .color = terminal.out_has_color()}));
  }
}

ExitCode compare(const Side& old_side, const Side& new_side, const Invocation& invocation,
                 Terminal& terminal) {
  const auto gates = gates_of(invocation);
  if (!gates) return terminal.usage_error("diff: " + gates.error().message);
  const auto before = load(old_side, terminal);
  const auto after = load(new_side, terminal);
  if (!before || !after) return ExitCode::kUsage;
  const analyze::Differences found = analyze::find_differences(
      {before->loaded, *before->compiled.plan}, {after->loaded, *after->compiled.plan});
  report::Diff diff{old_side.name(), new_side.name(), found};
  std::optional<simulate::TrafficChange> traffic;
  if (invocation.has("traffic")) {
    auto run = run_traffic(*before, *after, found, invocation, terminal);
    if (!run) return terminal.usage_error("diff: " + run.error().message);
    traffic = std::move(*run);
    diff.traffic = &*traffic;
  }
  print(diff, invocation, terminal);
  if (traffic && traffic->after.partial) return ExitCode::kInterrupted;
  return judge(*gates, found, terminal);
}

ExitCode run_diff(const Invocation& invocation, Terminal& terminal) {
  exit_on_interrupt();
  const std::string wrong = wrong_words(invocation);
  if (!wrong.empty()) return terminal.usage_error("diff: " + wrong, "see 'gw diff --help'");
  if (!invocation.has("git")) {
    const std::vector<std::string>& words = invocation.operands();
    return compare({"old", config_paths(words[0], invocation)},
                   {"new", config_paths(words[1], invocation)}, invocation, terminal);
  }
  const auto path = config_operand(invocation, terminal);
  if (!path) return terminal.usage_error("diff: " + path.error().message);
  auto git = GitFiles::open(invocation.value("git"), *path);
  if (!git) return terminal.usage_error("diff: " + git.error().message);
  const config::Paths paths = config_paths(*path, invocation);
  return compare({"old", paths, git->files()}, {"new", paths}, invocation, terminal);
}

}  // namespace

const Command kDiff{
    .name = "diff",
    .summary = "show what changes in behaviour between two configurations",
    .doc =
        "Compares what two configurations do, not how they are written: which requests another "
        "route takes, or none any more, each with a request that shows it and that both route "
        "tables have agreed on; where authentication is lost; which limits let less through; and "
        "what else routes go by, each with the file and line of both sides. Order, names, "
        "comments, YAML or JSON, a default that is spelled out, a key that moved: none of that is "
        "a change. ${env:NAME} has the same value on both sides.\n\nA limit is tightened when it "
        "lets less through at once or over time, and more in neither; changed when that cannot be "
        "said.\n\nGates of --fail-on: any (also what could not be decided); auth-lost: requests "
        "that had to bring credentials need none; route-removed: a route is gone, or requests "
        "that a route took are answered 404 or 405; rerouted: requests go from one route to "
        "another one; limit-tightened: a limit may refuse what was let through.\n\nWith --traffic "
        "every "
        "request of the log goes through both, in the log's own time and with the upstreams "
        "answering as recorded, as 'gw simulate' does it; the report counts those that end in "
        "another way and names the clients that are newly refused.\n\nExit code 0; 1 "
        "when a gate of --fail-on is met; 2 when a configuration is not valid; 130 when "
        "interrupted, after the report so far, marked partial, once the log is read.",
    .operand = {.name = "CONFIG",
                .required = false,
                .repeatable = true,
                .usage = "OLD NEW | --git REF [CONFIG]"},
    .options = kOptions,
    .examples = kExamples,
    .run = run_diff,
};

}  // namespace gw::cmd
