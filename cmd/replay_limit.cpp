#include <fmt/core.h>

#include <algorithm>
#include <string>
#include <vector>

#include "base/file.hpp"
#include "base/text.hpp"
#include "cmd/commands.hpp"
#include "cmd/fail_if.hpp"
#include "cmd/group_options.hpp"
#include "cmd/html_file.hpp"
#include "cmd/limit_options.hpp"
#include "cmd/shard.hpp"
#include "cmd/terminal.hpp"
#include "cmd/traffic_options.hpp"
#include "report/csv.hpp"
#include "report/limit_replay.hpp"
#include "simulate/limit/part_text.hpp"
#include "simulate/limit/replay.hpp"

namespace gw::cmd {

namespace {

constexpr std::string_view kFormats[] = {"text", "json", "csv"};

constexpr Option kOptions[] = {
    kRateOption,
    kBurstOption,
    kAlgorithmOption,
    kLikeOption,
    kConcurrencyOption,
    kDelayOption,
    kTimeoutOption,
    kBanOption,
    kStepOption,
    kCountRefusedOption,
    kKeyOption,
    kGroupByOption,
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
    kFailIfOption,
    kInjectOption,
    kScaleOption,
    kClientsOption,
    kReplicasOption,
    kBalanceOption,
    kStoreOption,
    kLeaseOption,
    kNodeFromOption,
    kShardOption,
    kThreadsOption,
    kSeedOption,
    kStrictOption,
    kTopOption,
};

constexpr Example kExamples[] = {
    {"gw replay limit --rate 10/s --burst 20 access.log", "whom would this limit have hit?"},
    {"gw replay limit --like nginx --rate 5/s --burst 10 access.log",
     "the same question for nginx's limit_req"},
    {"gw replay limit --concurrency 20 --key '{1}' --group-by '/{1}/{2}' access.log",
     "a limit on requests at a time, by the first segment of the path"},
};

ExitCode fail(Terminal& terminal, const Error& error) {
  return terminal.usage_error("replay limit: " + error.message);
}

std::string shown(const Invocation& invocation, const simulate::LimitReplay& replay,
                  const Terminal& terminal) {
  const std::string format = invocation.value("format");
  if (format == "json") return report::limit_replay_json(replay);
  if (format == "csv") return report::limit_replay_csv(replay);
  return report::limit_replay_text(replay,
                                   {.width = terminal.width(), .color = terminal.out_has_color()});
}

ExitCode show(const Invocation& invocation, const simulate::LimitReplay& replay,
              const std::vector<Gate>& gates, Terminal& terminal) {
  const auto page = write_html(invocation, [&] { return report::limit_replay_html(replay); });
  terminal.out(shown(invocation, replay, terminal));
  if (!page) return fail(terminal, page.error());
  if (replay.partial) return ExitCode::kInterrupted;
  return judge(gates, replay.results, terminal);
}

// A shard does not know the turns of what comes back to the others.
bool takes_turns_of_all(const simulate::Options& options) {
  return options.clients != simulate::AfterRefusal::kNone && options.replicas > 1 &&
         options.store != simulate::Store::kShared && options.balance == simulate::Balance::kTurn;
}

// Calls `use(settings, show)` with what the options say and with how to print a part.
template <class Use>
ExitCode with_settings(const Invocation& invocation, Terminal& terminal, Use&& use) {
  const auto settings = limit_settings(invocation);
  if (!settings) return fail(terminal, settings.error());
  const auto asked = log_options(invocation);
  if (!asked) return fail(terminal, asked.error());
  if (invocation.has("shard") && takes_turns_of_all(*asked)) {
    return fail(terminal, {"--clients with --replicas in turn depends on all keys: leave --shard "
                           "out, or share by --balance hash"});
  }
  if (const auto fine = check_html(invocation); !fine) return fail(terminal, fine.error());
  const auto gates = parse_gates(invocation);
  if (!gates) return terminal.usage_error(gates.error().message);
  return use(*settings, [&](simulate::LimitPart part, const simulate::Options& options) {
    const auto replay = simulate::limit_replay(std::move(part), *settings, options);
    return show(invocation, replay, *gates, terminal);
  });
}

ExitCode run_replay_limit(const Invocation& invocation, Terminal& terminal) {
  return with_settings(invocation, terminal, [&](const auto& settings, auto&& shown) {
    return run_shard(invocation, settings, terminal, simulate::replay_limit_part, shown);
  });
}

ExitCode merge_replay_limit(const Invocation& invocation, std::span<const Part> parts,
                            Terminal& terminal) {
  return with_settings(invocation, terminal, [&](const auto&, auto&& shown) {
    return merge_shards(invocation, parts, terminal, simulate::read_limit_part, shown);
  });
}

}  // namespace

const Command kReplayLimit{
    .name = "replay limit",
    .summary = "run a log through one rate limit, gw's own or another product's",
    .doc =
        "Reads the logs in the order of their times and puts every request before one limit: "
        "how many it would have rejected or delayed, whom, and what they were in the log. No "
        "configuration is needed; --config tells the groups apart by its routes, and the limit is "
        "still what the options say. A refused request does not come back unless --clients says "
        "so, and no client slows down. With --clients a request counts as rejected when it "
        "never got through. Percentiles of delays are upper bounds, less than 6.25% too high; the "
        "longest is exact."
        "\n\n--replicas gives each of N gateways a limit of its own for each key, as limits in "
        "memory have; --store shared makes one of them again, and --store lease lets each take "
        "permits of that one in batches. With --node-from filename the "
        "gateways "
        "are those that wrote the logs, one each."
        "\n\n--like takes the exact arithmetic of another product: its clock, its rounding, "
        "where its windows begin, and whether refused requests count."
        "\n\nA log in whole seconds does not tell where in their second its requests came. "
        "They are spread evenly; when the count with all of them at its beginning differs by "
        "more than 1%, both are shown, for logs without durations. With durations '--subsecond "
        "clump' gives the other one."
        "\n\nExit code 0; 1 when a gate of --fail-if is met; 2 when the log cannot be read or "
        "an option is wrong; 130 when interrupted, after the report so far, marked partial.",
    .operand = {.name = "LOG", .repeatable = true},
    .options = kOptions,
    .examples = kExamples,
    .run = run_replay_limit,
    .merge = merge_replay_limit,
};

}  // namespace gw::cmd
