#include <fmt/core.h>

#include <algorithm>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "base/text.hpp"
#include "base/units.hpp"
#include "cmd/breaker_options.hpp"
#include "cmd/commands.hpp"
#include "cmd/group_options.hpp"
#include "cmd/html_file.hpp"
#include "cmd/shard.hpp"
#include "cmd/terminal.hpp"
#include "cmd/traffic_options.hpp"
#include "report/breaker_tune.hpp"
#include "report/csv.hpp"
#include "simulate/breaker/part_text.hpp"
#include "simulate/breaker/tune.hpp"

namespace gw::cmd {

namespace {

constexpr std::string_view kFormats[] = {"text", "json", "csv", "config"};
constexpr std::string_view kProducts[] = {"gw", "envoy"};
constexpr size_t kMostCandidates = 256;
constexpr int64_t kWhole = 1'000'000;

constexpr Option kOptions[] = {
    {.name = "failure-rate",
     .value = "SHARES",
     .doc = "failure rates to open at, each to be tried",
     .fallback = "10%,20%,30%,40%,50%,60%,70%,80%,90%"},
    {.name = "window",
     .value = "TIMES",
     .doc = "times to take each rate over",
     .fallback = "5s,10s,20s,30s,1m,2m,5m"},
    {.name = "consecutive",
     .value = "NUMBERS",
     .doc = "failures in a row to open after, each to be tried beside the rates",
     .fallback = "2,3,5,10,20"},
    {.name = "minimum-calls",
     .value = "N",
     .doc = "calls in the window before a rate is looked at",
     .fallback = "20"},
    {.name = "open-for",
     .value = "TIME",
     .doc = "how long it stays open before it lets probes through",
     .fallback = "30s"},
    {.name = "half-open", .value = "N", .doc = "calls let through as probes", .fallback = "1"},
    {.name = "lose-at-most",
     .value = "SHARE",
     .doc = "of all successes, how many the suggested breaker may shed",
     .fallback = "0.5%"},
    {.name = "lost-weighs",
     .value = "N",
     .doc = "failures spared that outweigh one success lost, 0..1000000",
     .fallback = "1"},
    {.name = "outage-rate",
     .value = "SHARE",
     .doc = "a run of calls in which this share fails, at least --minimum-calls long, is an outage "
            "that should not be missed",
     .fallback = "50%"},
    kFailuresOption,
    kBreakerGroupOption,
    kConfigOption,
    kPerOption,
    {.name = "emit",
     .value = "PRODUCT",
     .doc = "whose configuration the suggestion is written for, with comments where that product "
            "cannot say the same",
     .choices = kProducts,
     .fallback = "gw"},
    {.name = "format",
     .value = "FORMAT",
     .doc = "how to print the result; config is the suggestion alone",
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
    {"gw tune breaker --group-by '/{1}' access.log",
     "which breaker would have met the outages, and lost least by it?"},
    {"gw tune breaker --emit envoy --format config --only 'path=/orders/*' access.log",
     "the suggestion for one service, as outlier_detection of Envoy"},
    {"gw tune breaker --failure-rate 20%,35%,50% --window 10s,1m --lose-at-most 1% access.log",
     "these six, and those in a row, when one success in a hundred may be lost"},
};

Error wrong(std::string_view option, std::string_view expected, const std::string& text) {
  return {fmt::format("--{} {}, not '{}'", option, expected, printable(text))};
}

std::optional<Ratio> share_of(std::string_view text, int64_t least_ppm) {
  const std::optional<Ratio> share = parse_ratio(text);
  const bool fits = share && share->ppm >= least_ppm && share->ppm <= kWhole;
  return fits ? share : std::nullopt;
}

// The bounds of a configuration, so that what is suggested can be one.
std::optional<Duration> window_of(std::string_view text) {
  const std::optional<Duration> window = parse_duration(text);
  const bool fits = window && *window >= milliseconds(100) && *window <= seconds(86'400);
  return fits ? window : std::nullopt;
}

std::optional<int32_t> failures_of(std::string_view text) {
  const auto failures = parse_u64(text);
  const bool fits = failures && *failures >= 1 && *failures <= 100'000;
  return fits ? std::optional(static_cast<int32_t>(*failures)) : std::nullopt;
}

// What stands between commas, each read by `parse`, in order and without duplicates.
template <class Parse>
auto list_of(const Invocation& invocation, std::string_view option, std::string_view expected,
             Parse&& parse) -> Result<std::vector<typename decltype(parse(""))::value_type>> {
  std::vector<typename decltype(parse(""))::value_type> list;
  const std::string text = invocation.value(option);
  for (const std::string_view part : split(text, ',')) {
    const auto item = parse(part);
    if (!item) return tl::unexpected(wrong(option, expected, std::string(part)));
    list.push_back(*item);
  }
  std::ranges::sort(list);
  list.erase(std::unique(list.begin(), list.end()), list.end());
  return list;
}

Result<simulate::BreakerGrid> grid_of(const Invocation& invocation) {
  auto rates = list_of(invocation, "failure-rate", "has shares above 0% such as 20%,50%",
                       [](std::string_view text) { return share_of(text, 1); });
  if (!rates) return tl::unexpected(rates.error());
  auto windows =
      list_of(invocation, "window", "has times from 100ms to 1d such as 10s,1m", window_of);
  if (!windows) return tl::unexpected(windows.error());
  auto in_a_row =
      list_of(invocation, "consecutive", "has numbers 1..100000 such as 3,5,10", failures_of);
  if (!in_a_row) return tl::unexpected(in_a_row.error());
  simulate::BreakerGrid grid{std::move(*rates), std::move(*windows), std::move(*in_a_row)};
  if (grid.size() <= kMostCandidates) return grid;
  return failure(
      fmt::format("--failure-rate times --window and --consecutive are {} candidates, more than {}",
                  grid.size(), kMostCandidates));
}

Result<policy::BreakerSpec> common_of(const Invocation& invocation) {
  policy::BreakerSpec spec{.window_kind = policy::BreakerWindow::kTime};
  const auto minimum = whole_number(invocation, "minimum-calls", 1, 100'000);
  if (!minimum) return tl::unexpected(minimum.error());
  spec.minimum_calls = static_cast<int32_t>(*minimum);
  const auto probes = whole_number(invocation, "half-open", 1, 1'000);
  if (!probes) return tl::unexpected(probes.error());
  spec.half_open_probes = static_cast<int32_t>(*probes);
  const std::string text = invocation.value("open-for");
  const std::optional<Duration> open_for = parse_duration(text);
  if (!open_for || *open_for < milliseconds(1) || *open_for > seconds(86'400)) {
    return tl::unexpected(wrong("open-for", "is a time of 1ms to 1d such as 500ms or 30s", text));
  }
  spec.open_for = *open_for;
  return spec;
}

Result<void> set_goal(const Invocation& invocation, simulate::BreakerTuneSettings& settings) {
  const std::string most = invocation.value("lose-at-most");
  const auto lose_at_most = share_of(most, 0);
  if (!lose_at_most) return tl::unexpected(wrong("lose-at-most", "is a share such as 0.1%", most));
  settings.lose_at_most = *lose_at_most;
  const auto weighs = whole_number(invocation, "lost-weighs", 0, 1'000'000);
  if (!weighs) return tl::unexpected(weighs.error());
  settings.lost_weighs = *weighs;
  const std::string rate = invocation.value("outage-rate");
  const auto outage = share_of(rate, 1);
  if (!outage) return tl::unexpected(wrong("outage-rate", "is a share above 0% such as 50%", rate));
  settings.outage = {*outage, static_cast<uint64_t>(settings.common.minimum_calls)};
  return {};
}

Result<simulate::BreakerTuneSettings> tune_settings(const Invocation& invocation) {
  simulate::BreakerTuneSettings settings;
  auto grid = grid_of(invocation);
  if (!grid) return tl::unexpected(grid.error());
  settings.grid = std::move(*grid);
  const auto common = common_of(invocation);
  if (!common) return tl::unexpected(common.error());
  settings.common = *common;
  if (auto done = set_goal(invocation, settings); !done) return tl::unexpected(done.error());
  settings.failures_text = invocation.value("failures");
  const auto failures = simulate::parse_statuses(settings.failures_text);
  if (!failures) return failure("--failures: " + failures.error().message);
  settings.failures = *failures;
  auto group = group_rule(invocation);
  if (!group) return tl::unexpected(group.error());
  settings.rule.group = std::move(*group);
  settings.group_by = group_and_node_text(invocation);
  settings.course = invocation.has(kHtmlOption.name);
  return settings;
}

report::Product product_of(const Invocation& invocation) {
  return invocation.value("emit") == "envoy" ? report::Product::kEnvoy : report::Product::kGw;
}

std::string shown(const Invocation& invocation, const simulate::BreakerTune& tune,
                  const Terminal& terminal) {
  const std::string format = invocation.value("format");
  const report::Product product = product_of(invocation);
  if (format == "json") return report::breaker_tune_json(tune, product);
  if (format == "csv") return report::breaker_tune_csv(tune);
  if (format == "config") return report::breaker_lines(tune, product);
  return report::breaker_tune_text(tune, product,
                                   {.width = terminal.width(), .color = terminal.out_has_color()});
}

// Calls `use(settings, show)` with what the options say and with how to print a part.
template <class Use>
ExitCode with_settings(const Invocation& invocation, Terminal& terminal, Use&& use) {
  const auto settings = tune_settings(invocation);
  const auto fail = [&](const Error& error) {
    return terminal.usage_error("tune breaker: " + error.message);
  };
  if (!settings) return fail(settings.error());
  if (const auto fine = check_html(invocation); !fine) return fail(fine.error());
  return use(*settings, [&](simulate::BreakerTunePart part, const simulate::Options& options) {
    const auto tune = simulate::breaker_tune(std::move(part), *settings, options);
    const auto page = write_html(
        invocation, [&] { return report::breaker_tune_html(tune, product_of(invocation)); });
    terminal.out(shown(invocation, tune, terminal));
    if (!page) return fail(page.error());
    return tune.partial ? ExitCode::kInterrupted : ExitCode::kFine;
  });
}

ExitCode run_tune_breaker(const Invocation& invocation, Terminal& terminal) {
  return with_settings(invocation, terminal, [&](const auto& settings, auto&& shown) {
    return run_shard(invocation, settings, terminal, simulate::tune_breaker_part, shown);
  });
}

ExitCode merge_tune_breaker(const Invocation& invocation, std::span<const Part> parts,
                            Terminal& terminal) {
  return with_settings(invocation, terminal, [&](const auto& settings, auto&& shown) {
    const auto read = [&](std::string_view found) {
      return simulate::read_breaker_tune_part(found, settings.grid.size());
    };
    return merge_shards(invocation, parts, terminal, read, shown);
  });
}

}  // namespace

const Command kTuneBreaker{
    .name = "tune breaker",
    .summary = "find the circuit breaker that fits a log",
    .doc =
        "Tries every failure rate over every window, and every number of failures in a row, in one "
        "pass over the log, with a breaker for each group of --group-by or --per. Each candidate "
        "does what "
        "gw replay breaker tells of it, and the two are the same to the last call: how many "
        "failures it spares (shed, and failures in the log), how many successes it loses (shed, "
        "and successes in the log), how often and how soon after failures began it opens, and "
        "which outages it misses."
        "\n\nWith --node-from filename each log is that of one gateway node, with breakers of its "
        "own."
        "\n\nThe score of a candidate is the failures that it spares less --lost-weighs times the "
        "successes that it loses, over all groups. Suggested is the one with the highest score of "
        "those that lose no more than --lose-at-most of the successes, as a line to paste; of "
        "equals the one that opens less often. Where none has a score above 0, none is suggested. "
        "For each group the candidate is named that would be suggested for it alone."
        "\n\nAn outage is a run of failures as in gw replay breaker, with --outage-rate as its "
        "share for all candidates alike. So that a long one is over when the service is back, no "
        "more than --minimum-calls of its failures have to be made up for. A candidate misses it "
        "when it is closed from its first failure to its last."
        "\n\nThe page of --html shows every candidate as a cell; the one that is chosen is shown "
        "with "
        "its numbers, its lines to paste, and when it would have been open in the group with the "
        "most failures."
        "\n\nAt most 2,000 groups are told apart, the others share a breaker; each takes about a "
        "kilobyte for each candidate, with --shard those of its share of the groups."
        "\n\nExit code 0, with or without a suggestion; 2 when the log cannot be read or an option "
        "is wrong; 130 when interrupted, after the result so far, marked partial.",
    .operand = {.name = "LOG", .repeatable = true},
    .options = kOptions,
    .examples = kExamples,
    .run = run_tune_breaker,
    .merge = merge_tune_breaker,
};

}  // namespace gw::cmd
