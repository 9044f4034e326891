#include "simulate/simulate.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include "base/file.hpp"
#include "base/text.hpp"
#include "cmd/commands.hpp"
#include "cmd/config_file.hpp"
#include "cmd/discovery.hpp"
#include "cmd/fail_if.hpp"
#include "cmd/invocation.hpp"
#include "cmd/limit_options.hpp"
#include "cmd/replay.hpp"
#include "cmd/simulate_options.hpp"
#include "cmd/terminal.hpp"
#include "cmd/traffic_options.hpp"
#include "report/csv.hpp"
#include "report/simulate_json.hpp"
#include "report/simulate_text.hpp"

namespace gw::cmd {

namespace {

constexpr std::string_view kFormats[] = {"text", "json", "csv"};

constexpr auto kOptions = with_log_options(std::to_array<Option>({
    kOverlayOption,
    {.name = "traffic",
     .value = "FILE",
     .doc = "a log to run through the configuration, plain, gzip or zstd; '-' is standard input; a "
            "recording that was made under CONFIG is replayed, unless --log-format gw is given",
     .takes = Option::Takes::kFile,
     .repeatable = true},
    {.name = "replay",
     .value = "FILE",
     .doc = "run a recording of 'gw serve --record' again, with the configurations it holds, and "
            "compare every verdict; takes no CONFIG",
     .takes = Option::Takes::kFile},
    {.name = "without-steps",
     .value = {},
     .doc = "replay from arrivals and upstream outcomes alone; a verdict may differ where it was "
            "within 5 ms of a threshold, and each that does is listed with its cause",
     .takes = Option::Takes::kNothing},
    {.name = "format",
     .value = "FORMAT",
     .doc = "how to print the report",
     .choices = kFormats,
     .fallback = "text"},
    kFailIfOption,
    {.name = "like",
     .value = "PRODUCT",
     .doc =
         "what if the limits of the configuration were those of another product: nginx, haproxy, "
         "envoy-local, kong and more, see EMULATED LIMITERS in gw(1)"},
    kInjectOption,
    kScaleOption,
    kReplicasOption,
    kBalanceOption,
    kStoreOption,
    kLeaseOption,
    kNodeFromOption,
    kThreadsOption,
    kSeedOption,
    kStrictOption,
    kTopOption,
}));

constexpr Example kExamples[] = {
    {"gw simulate gw.yaml --traffic access.log", "what would it have done to yesterday's traffic?"},
    {"gw simulate gw.yaml --traffic access.log.gz --fail-if 'rejected_successes > 0.1%'",
     "a gate for a pipeline"},
    {"gw simulate gw.yaml --traffic access.log --inject "
     "service=inventory,from=12:00,for=5m,errors=80%,latency=2s",
     "what if the inventory had failed at noon?"},
    {"gw simulate gw.yaml --traffic access.log --scale 3x",
     "would it hold for three times as many?"},
    {"gw simulate --replay run.jsonl", "does the engine still decide as it did live?"},
    {"zcat *.gz | gw simulate gw.yaml --traffic - --client xff:1 --only 'path=/api/*'",
     "part of the traffic behind a proxy"},
};

// The first option given that has no meaning for a replay; empty when there is none.
std::string_view not_of_replays(const Invocation& invocation) {
  constexpr std::string_view kOfReplays[] = {"traffic", "replay", "format", "without-steps"};
  for (const Option& option : kOptions) {
    const bool known = std::ranges::find(kOfReplays, option.name) != std::end(kOfReplays);
    if (!known && invocation.has(option.name)) return option.name;
  }
  return {};
}

// Whether the traffic is what this very configuration served, and nothing else is asked of it.
bool is_replay(const Invocation& invocation, const compile::Checked& config) {
  const std::vector<std::string> paths = invocation.values("traffic");
  return paths.size() == 1 && not_of_replays(invocation).empty() &&
         ran_under(paths.front(), config.loaded.one_text());
}

ExitCode replay_file(const Invocation& invocation, Terminal& terminal) {
  if (!invocation.operands().empty() || invocation.has("traffic")) {
    return terminal.usage_error("--replay takes neither CONFIG nor --traffic");
  }
  const std::string_view other = not_of_replays(invocation);
  if (!other.empty()) {
    return terminal.usage_error(fmt::format("--replay does not go with --{}", other));
  }
  return replay(invocation.value("replay"), invocation, terminal);
}

// What is missing or too much on the command line; empty when all is well.
std::string wrong_words(const Invocation& invocation) {
  const std::vector<std::string> paths = invocation.values("traffic");
  if (paths.empty()) return "no --traffic FILE given";
  const auto stdins =
      std::ranges::count(paths, "-") + std::ranges::count(invocation.operands(), "-");
  return stdins > 1 ? "standard input can be read only once" : "";
}

std::string shown(const Invocation& invocation, const simulate::Results& results,
                  const Terminal& terminal) {
  const std::string format = invocation.value("format");
  if (format == "json") return report::simulation_json(results);
  if (format == "csv") return report::simulation_csv(results);
  return report::simulation_text(results,
                                 {.width = terminal.width(), .color = terminal.out_has_color()});
}

ExitCode simulate_traffic(const Invocation& invocation, const compile::Checked& config,
                          const simulate::Options& options, Terminal& terminal) {
  stop_on_interrupt();
  const auto results = simulate_logs(invocation, invocation.values("traffic"), config.compiled.plan,
                                     options, terminal);
  if (!results) return terminal.usage_error(results.error().message);
  warn_of_no_effect(results->reading, terminal);
  const std::string malformed = invocation.has("strict") ? first_malformed(results->reading) : "";
  if (!malformed.empty()) return terminal.usage_error(malformed);
  terminal.out(shown(invocation, *results, terminal));
  if (results->partial) return ExitCode::kInterrupted;
  return judge(parse_gates(invocation).value(), *results, terminal);
}

// With the limits of the product that --like names.
Result<compile::Options> compile_options(const Invocation& invocation) {
  compile::Options options;
  if (!invocation.has("like")) return options;
  const auto product = product_of(invocation.value("like"));
  if (!product) return tl::unexpected(product.error());
  options.like = *product;
  return options;
}

ExitCode run_simulate(const Invocation& invocation, Terminal& terminal) {
  exit_on_interrupt();
  if (invocation.has("replay")) return replay_file(invocation, terminal);
  const std::string wrong = wrong_words(invocation);
  if (!wrong.empty()) {
    return terminal.usage_error("simulate: " + wrong, "see 'gw simulate --help'");
  }
  auto options = simulate_options(invocation);
  if (!options) return terminal.usage_error(options.error().message);
  if (const auto parsed = parse_gates(invocation); !parsed) {
    terminal.error(parsed.error().message);
    return ExitCode::kUsage;
  }
  const auto path = config_operand(invocation, terminal);
  if (!path) return terminal.usage_error("simulate: " + path.error().message);
  const auto compiling = compile_options(invocation);
  if (!compiling) return terminal.usage_error("simulate: " + compiling.error().message);
  const auto config = require_config(config_paths(*path, invocation), terminal, *compiling);
  if (!config) return ExitCode::kUsage;
  if (is_replay(invocation, *config)) {
    return replay(invocation.value("traffic"), invocation, terminal);
  }
  if (invocation.has("without-steps")) {
    return terminal.usage_error("--without-steps is for a recording that CONFIG served");
  }
  options->trusted_proxies = config->loaded.config.trusted_proxies;
  return simulate_traffic(invocation, *config, *options, terminal);
}

}  // namespace

const Command kSimulate{
    .name = "simulate",
    .summary = "show what a configuration would have done to the traffic of a log",
    .doc =
        "Reads CONFIG, or the gw.yaml, gw.yml or gw.json here or in the nearest directory above. "
        "Runs every request of the log through the engine that 'gw serve' runs, in the log's own "
        "time, with the upstreams answering as recorded, and reports who would have been "
        "rejected, delayed or lost, and what the log cannot tell. A count 'within ±N' rests on N "
        "requests whose upstream answer the log does not have. Percentiles of delays are upper "
        "bounds, less than 6.25% too high; the longest is exact."
        "\n\n--replicas makes of one gateway several, each with limits, breakers and a balance of "
        "its own; with --store shared they are one again, and with --store lease one whose limits "
        "each takes permits of in batches. With --node-from filename they are those that wrote the "
        "logs, one each."
        "\n\nA log in whole seconds does not tell where in their second its requests came. They "
        "are "
        "spread evenly, and the same is run with all of them at its beginning beside it, in twice "
        "the time; where what is rejected, failed or delayed differs by more than 1%, both are "
        "shown. '--subsecond clump' or jitter is one run. Whether a log is in whole seconds is "
        "told "
        "by the first lines of each file."
        "\n\nExit code 0; 1 when a gate of --fail-if is met or a replay gives another verdict; 2 "
        "when the configuration is not valid, the log cannot be read, or --fail-if has no requests "
        "to judge; 130 when interrupted, after the report so far, marked partial.",
    .operand = {.name = "CONFIG", .required = false},
    .options = kOptions,
    .examples = kExamples,
    .run = run_simulate,
};

}  // namespace gw::cmd
