#include <fmt/core.h>

#include <algorithm>
#include <deque>
#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <vector>

#include "base/file.hpp"
#include "base/text.hpp"
#include "base/units.hpp"
#include "cmd/commands.hpp"
#include "cmd/config_file.hpp"
#include "cmd/discovery.hpp"
#include "cmd/invocation.hpp"
#include "cmd/terminal.hpp"
#include "cmd/watched_files.hpp"
#include "config/document.hpp"
#include "net/loop.hpp"
#include "report/diagnostics.hpp"
#include "report/tests.hpp"
#include "scenario/names.hpp"
#include "scenario/run.hpp"

namespace gw::cmd {

namespace {

constexpr std::string_view kFormats[] = {"text", "json", "junit"};

constexpr Option kOptions[] = {
    {.name = "filter", .value = "TEXT", .doc = "only tests whose name holds this text"},
    {.name = "fail-under",
     .value = "PERCENT",
     .doc = "exit with 1 when the tests reach less of the routes or of the policies of a "
            "configuration"},
    {.name = "format",
     .value = "FORMAT",
     .doc = "how to print what was found",
     .choices = kFormats,
     .fallback = "text"},
    {.name = "watch",
     .value = {},
     .doc = "run again whenever a test file or a configuration changes, until Ctrl-C",
     .takes = Option::Takes::kNothing},
};

constexpr Example kExamples[] = {
    {"gw test tests/*.yaml", "do the policies still do what they should?"},
    {"gw test --fail-under 80 --format junit tests/*.yaml > report.xml", "a gate in CI"},
};

// The configurations that the test files name, each read once, and what the tests reach of them.
class Subjects {
 public:
  struct Subject {
    std::shared_ptr<const engine::Plan> plan;
    std::vector<Cidr> trusted_proxies;
    scenario::Coverage* coverage = nullptr;
  };

  Subjects(Terminal& terminal, WatchedFiles& watched) : terminal_(terminal), watched_(watched) {}

  // Of a script without errors. Empty when its configuration cannot be used: what is wrong with one
  // that was read has been told, anything else is added to the script's diagnostics.
  std::optional<Subject> of(scenario::Script& script) {
    if (!script.config_path) return in_place(script);
    const std::filesystem::path folder = std::filesystem::path(script.source.name()).parent_path();
    const std::string path = (folder / script.config_path->value).lexically_normal().string();
    auto found = by_path_.find(path);
    if (found == by_path_.end()) {
      Read read;
      const auto file = read_config({path}, process_environment(), {}, {}, watched_.files());
      if (file) {
        print_findings(*file, terminal_);
      } else {
        read.error = file.error().message;
      }
      if (file && !has_errors(file->loaded.diagnostics)) {
        read.subject = {file->compiled.plan, file->loaded.config.trusted_proxies,
                        &coverage_.emplace_back(path, *file->compiled.plan)};
      }
      found = by_path_.emplace(path, std::move(read)).first;
    }
    const auto& [subject, error] = found->second;
    if (!error.empty()) {
      script.diagnostics.push_back(
          {.code = "unreadable-config", .span = script.config_path->span, .message = error});
    }
    if (subject.plan == nullptr) return std::nullopt;
    return subject;
  }

  std::vector<scenario::Coverage> coverage() const { return {coverage_.begin(), coverage_.end()}; }

 private:
  std::optional<Subject> in_place(scenario::Script& script) {
    compile::Compiled compiled = compile::compile(script.config, {}, {});
    auto& all = script.diagnostics;
    all.insert(all.end(), compiled.diagnostics.begin(), compiled.diagnostics.end());
    sort_by_place(all);
    if (compiled.plan == nullptr) return std::nullopt;
    return Subject{compiled.plan, script.config.trusted_proxies,
                   &coverage_.emplace_back(script.source.name(), *compiled.plan)};
  }

  struct Read {
    Subject subject;
    std::string error;  // why it could not be read
  };

  Terminal& terminal_;
  WatchedFiles& watched_;
  std::map<std::string, Read> by_path_;
  std::deque<scenario::Coverage> coverage_;
};

void add_unknown_names(scenario::Script& script, const engine::Plan& plan) {
  const Diagnostics unknown = scenario::check_names(script, plan);
  script.diagnostics.insert(script.diagnostics.end(), unknown.begin(), unknown.end());
  sort_by_place(script.diagnostics);
}

std::string told(const scenario::Script& script, const report::Style& style) {
  const report::CheckedFile checked{&script.source, &script.diagnostics};
  return report::diagnostics_text({&checked, 1}, style);
}

bool is_under(const std::vector<scenario::Coverage::Item>& items, Ratio least) {
  const auto all = static_cast<int64_t>(items.size());
  return static_cast<int64_t>(reached(items)) * 1'000'000 < least.ppm * all;
}

std::string print(const report::TestReport& report, const std::string& format,
                  const Terminal& terminal) {
  if (format == "json") return report::tests_json(report);
  if (format == "junit") return report::tests_junit(report);
  return report::tests_text(report, {.width = terminal.width(), .color = terminal.out_has_color()});
}

// "80", "80%".
std::optional<Ratio> parse_percent(std::string text) {
  if (!text.ends_with('%')) text += '%';
  const std::optional<Ratio> ratio = parse_ratio(text);
  return ratio && ratio->ppm <= 1'000'000 ? ratio : std::nullopt;
}

// All files once.
ExitCode run_once(const Invocation& invocation, Ratio least, Terminal& terminal,
                  WatchedFiles& watched) {
  Subjects subjects(terminal, watched);
  std::deque<scenario::Script> scripts;
  std::vector<scenario::FileResult> results;
  std::vector<std::string> unusable;
  for (const std::string& path : invocation.operands()) {
    watched.add(path);
    auto text = read_file(path, config::kMaxTextBytes);
    if (!text) {
      terminal.usage_error(text.error().message);
      unusable.push_back(text.error().message);
      continue;
    }
    scenario::Script& script = scripts.emplace_back(scenario::read_script(
        path == "-" ? "stdin" : path, std::move(*text), process_environment()));
    std::optional<Subjects::Subject> subject;
    if (!has_errors(script.diagnostics)) subject = subjects.of(script);
    if (subject) add_unknown_names(script, *subject->plan);
    terminal.error(told(script, {terminal.width(), terminal.error_has_color()}));
    if (!subject || has_errors(script.diagnostics)) {
      const std::string why = told(script, {});
      unusable.push_back(why.empty() ? path + ": its configuration cannot be used" : why);
      continue;
    }
    results.push_back(scenario::run(script, subject->plan, subject->trusted_proxies,
                                    invocation.value("filter"), *subject->coverage));
  }
  const std::string filter = invocation.value("filter");
  const bool none_ran =
      std::ranges::all_of(results, [](const auto& one) { return one.tests.empty(); });
  if (!filter.empty() && unusable.empty() && none_ran) {
    return terminal.usage_error(
        fmt::format("test: no test has a name that holds '{}'", printable(filter)));
  }
  const std::vector<scenario::Coverage> coverage = subjects.coverage();
  const report::TestReport report{results, coverage, unusable};
  terminal.out(print(report, invocation.value("format"), terminal));
  if (!results.empty()) terminal.error(report::tests_summary(report));
  if (!unusable.empty()) return ExitCode::kUsage;
  bool fails = report::count(report).failed > 0;
  for (const scenario::Coverage& one : coverage) {
    if (!is_under(one.routes, least) && !is_under(one.policies, least)) continue;
    terminal.error(fmt::format("{}: the tests reach less than {}\n", one.config, to_string(least)));
    fails = true;
  }
  return fails ? ExitCode::kFindings : ExitCode::kFine;
}

// Runs again and again; returns only when a file cannot be watched.
ExitCode run_on_changes(const Invocation& invocation, Ratio least, Terminal& terminal) {
  // An editor may write a file in several steps.
  constexpr Duration kSettling = milliseconds(50);
  auto loop = net::Loop::create();
  if (!loop) return terminal.usage_error(loop.error().message);
  bool changed = false;
  WatchedFiles watched;
  watched.begin(**loop, [&] { changed = true; });
  for (;;) {
    watched.forget_patterns();
    run_once(invocation, least, terminal, watched);
    if (const auto watching = watched.watch_patterns(); !watching) {
      return terminal.usage_error(watching.error().message);
    }
    while (!changed) (*loop)->turn(seconds(3600));
    (*loop)->turn(kSettling);
    changed = false;
    terminal.error("\n");
  }
}

ExitCode run_test(const Invocation& invocation, Terminal& terminal) {
  exit_on_interrupt();
  std::optional<Ratio> least = Ratio{0};
  if (invocation.has("fail-under")) least = parse_percent(invocation.value("fail-under"));
  if (!least) return terminal.usage_error("test: --fail-under is a percentage, 0 to 100");
  const auto& paths = invocation.operands();
  if (std::ranges::find(paths, "-") != paths.end() &&
      (invocation.has("watch") || paths.size() > 1)) {
    return terminal.usage_error("test: standard input is read once and alone");
  }
  if (invocation.has("watch")) return run_on_changes(invocation, *least, terminal);
  WatchedFiles unwatched;
  return run_once(invocation, *least, terminal, unwatched);
}

}  // namespace

const Command kTest{
    .name = "test",
    .summary = "run policy tests against configurations, on virtual time",
    .doc =
        "Each FILE holds tests of one configuration: requests, what the upstreams answer, and what "
        "must become of it; gw-test(5) describes them. No socket is opened and no time passes: a "
        "test of an hour takes no longer than its requests.\n\nA failed expectation is shown at "
        "its place, with what was found and the policies that the request met. Then follows what "
        "the tests reach: routes that took a request, limits that decided against one, breakers "
        "that opened, credentials that were asked for, retries that went out.\n\nExit code 0 when "
        "all tests pass, 1 when one fails or --fail-under is not "
        "met, 2 when a file or its configuration is not valid, or no test has a "
        "name that --filter asks for.",
    .operand = {.name = "FILE", .repeatable = true},
    .options = kOptions,
    .examples = kExamples,
    .run = run_test,
};

}  // namespace gw::cmd
