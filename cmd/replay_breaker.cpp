#include <span>
#include <string>
#include <utility>
#include <vector>

#include "cmd/breaker_options.hpp"
#include "cmd/commands.hpp"
#include "cmd/group_options.hpp"
#include "cmd/html_file.hpp"
#include "cmd/shard.hpp"
#include "cmd/terminal.hpp"
#include "cmd/traffic_options.hpp"
#include "report/breaker_replay.hpp"
#include "report/csv.hpp"
#include "simulate/breaker/part_text.hpp"
#include "simulate/breaker/replay.hpp"

namespace gw::cmd {

namespace {

constexpr std::string_view kFormats[] = {"text", "json", "csv"};

constexpr Option kOptions[] = {
    kFailureRateOption,
    kWindowOption,
    kCallsOption,
    kMinimumCallsOption,
    kConsecutiveOption,
    kSlowAfterOption,
    kSlowRateOption,
    kOpenForOption,
    kHalfOpenOption,
    kLikeBreakerOption,
    kCallTimeoutOption,
    kHostsOption,
    kMaxEjectedOption,
    kFailuresOption,
    kBreakerGroupOption,
    kConfigOption,
    kPerOption,
    {.name = "format",
     .value = "FORMAT",
     .doc = "how to print the report",
     .choices = kFormats,
     .fallback = "text"},
    kHtmlOption,
    kLogFormatOption,
    kMapOption,
    kClientOption,
    kOnlyOption,
    kBetweenOption,
    kSubsecondOption,
    kReorderOption,
    kAssumeOption,
    kNodeFromOption,
    kInjectOption,
    kScaleOption,
    kShardOption,
    kThreadsOption,
    kSeedOption,
    kStrictOption,
    kTopOption,
};

constexpr Example kExamples[] = {
    {"gw replay breaker --failure-rate 50% --window 30s --minimum-calls 20 --group-by '/{1}' "
     "access.log",
     "when would a breaker for each service have opened, and what would that have cost?"},
    {"gw replay breaker --like resilience4j access.log", "resilience4j as it is by default"},
    {"gw replay breaker --consecutive 5 --failures 502,504 access.log",
     "a breaker on failures in a row, of gateway errors alone"},
};

ExitCode fail(Terminal& terminal, const Error& error) {
  return terminal.usage_error("replay breaker: " + error.message);
}

std::string shown(const Invocation& invocation, const simulate::BreakerReplay& replay,
                  const Terminal& terminal) {
  const std::string format = invocation.value("format");
  if (format == "json") return report::breaker_replay_json(replay);
  if (format == "csv") return report::breaker_replay_csv(replay);
  return report::breaker_replay_text(
      replay, {.width = terminal.width(), .color = terminal.out_has_color()});
}

ExitCode show(const Invocation& invocation, const simulate::BreakerReplay& replay,
              Terminal& terminal) {
  const auto page = write_html(invocation, [&] { return report::breaker_replay_html(replay); });
  terminal.out(shown(invocation, replay, terminal));
  if (!page) return fail(terminal, page.error());
  return replay.partial ? ExitCode::kInterrupted : ExitCode::kFine;
}

// Calls `use(settings, show)` with what the options say and with how to print a part.
template <class Use>
ExitCode with_settings(const Invocation& invocation, Terminal& terminal, Use&& use) {
  const auto settings = breaker_settings(invocation);
  if (!settings) return fail(terminal, settings.error());
  if (const auto fine = check_html(invocation); !fine) return fail(terminal, fine.error());
  return use(*settings, [&](simulate::BreakerPart part, const simulate::Options& options) {
    const auto replay = simulate::breaker_replay(std::move(part), *settings, options);
    return show(invocation, replay, terminal);
  });
}

ExitCode run_replay_breaker(const Invocation& invocation, Terminal& terminal) {
  return with_settings(invocation, terminal, [&](const auto& settings, auto&& shown) {
    return run_shard(invocation, settings, terminal, simulate::replay_breaker_part, shown);
  });
}

ExitCode merge_replay_breaker(const Invocation& invocation, std::span<const Part> parts,
                              Terminal& terminal) {
  return with_settings(invocation, terminal, [&](const auto&, auto&& shown) {
    return merge_shards(invocation, parts, terminal, simulate::read_breaker_part, shown);
  });
}

}  // namespace

const Command kReplayBreaker{
    .name = "replay breaker",
    .summary = "run a log through a breaker, gw's own or another product's",
    .doc =
        "Reads the logs in the order of their times and asks a breaker for every request: when "
        "it would have opened, which requests it would have shed, and what they were in the log. "
        "No configuration is needed. A request that passes ends after its recorded duration with "
        "its recorded status; one that is shed does not come back, and what it would have been is "
        "taken from the log, although a service with less load may fare better."
        "\n\nA breaker guards one service. --group-by tells the services of a log apart, or --per "
        "service those of --config, and --node-from filename the nodes that "
        "wrote a log each; each "
        "group has a breaker for itself and a row, the worst first. Of the worst one the failure "
        "rate and the states over time are shown, in JSON those of the first --top ones."
        "\n\nA breaker that needs more calls in its window than a group ever has can never open, "
        "and the report says so with the most calls that any window had; so can Envoy's outlier "
        "detection where one host is more than --max-ejected of them."
        "\n\nThe time to detection is that from the first failure of a run of failures to opening; "
        "a run goes on while at least --failure-rate (50% unless it is given) of its calls fail; "
        "with --consecutive alone, until a call succeeds."
        "\n\nA log in whole seconds does not tell where in their second its calls came. They are "
        "spread "
        "evenly, and the same is run with all of them at its beginning beside it; where the times "
        "opened or the calls shed differ by more than 1%, both are shown. Whether a log is in "
        "whole "
        "seconds is told by the first lines of each file."
        "\n\nExit code 0; 2 when the log cannot be read or an option is wrong; 130 when "
        "interrupted, after the report so far, marked partial.",
    .operand = {.name = "LOG", .repeatable = true},
    .options = kOptions,
    .examples = kExamples,
    .run = run_replay_breaker,
    .merge = merge_replay_breaker,
};

}  // namespace gw::cmd
