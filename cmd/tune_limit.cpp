#include <fmt/core.h>

#include <algorithm>
#include <iterator>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/text.hpp"
#include "base/units.hpp"
#include "cmd/commands.hpp"
#include "cmd/group_options.hpp"
#include "cmd/html_file.hpp"
#include "cmd/limit_options.hpp"
#include "cmd/shard.hpp"
#include "cmd/terminal.hpp"
#include "cmd/traffic_options.hpp"
#include "report/csv.hpp"
#include "report/limit_tune.hpp"
#include "report/paste.hpp"
#include "simulate/limit/part_text.hpp"
#include "simulate/limit/tune.hpp"

namespace gw::cmd {

namespace {

constexpr std::string_view kFormats[] = {"text", "json", "csv", "config"};
constexpr std::string_view kProducts[] = {"gw", "nginx", "haproxy", "envoy", "kong"};
constexpr uint64_t kMostLimit = 1'000'000;
constexpr uint64_t kMostLimits = 10'000;

constexpr Option kTimeOption{
    .name = "per",
    .value = "TIME|WHAT",
    .doc =
        "the time that a limit counts in, 1ms..1d; or, beside it, route or service instead of "
        "--group-by: a group for each route of --config, or each service, to which gw sends a "
        "request, and '(no route)' for those that no route takes",
    .fallback = "1s",
    .repeatable = true};

constexpr Option kOptions[] = {
    kTimeOption,
    {.name = "limits",
     .value = "FROM..TO",
     .doc = "try each of these, at most 10,000 of them; default: steps up to what nobody exceeds"},
    {.name = "block-at-most",
     .value = "SHARE",
     .doc = "of the keys that ever succeeded, how many the suggested limit may reject at all",
     .fallback = "0.1%"},
    {.name = "keep-below",
     .value = "RATE",
     .doc = "instead of that: the largest limit that lets no more than this through, as 800/s, of "
            "all keys together and in any stretch of its time"},
    {.name = "incident",
     .value = "FROM..TO",
     .doc = "an attack in the log, as --between takes it: what the limits do to it is told apart"},
    {.name = "attack",
     .value = "LOG",
     .doc = "a log of an attack, instead of --incident",
     .takes = Option::Takes::kFile,
     .repeatable = true},
    {.name = "normal",
     .value = "FROM..TO",
     .doc = "with --incident or --attack, what is normal; default: all that is not the attack"},
    kKeyOption,
    kGroupByOption,
    kConfigOption,
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
    kScaleOption,
    kShardOption,
    kThreadsOption,
    kSeedOption,
    kStrictOption,
    kTopOption,
};

constexpr Example kExamples[] = {
    {"gw tune limit access.log",
     "which limit a second would leave all but 0.1% of the good alone?"},
    {"gw tune limit --per 1m --emit nginx --format config access.log",
     "the suggested limit a minute as lines for nginx"},
    {"gw tune limit --per 1m --per route --config gw.yaml access.log",
     "which limit a minute fits each route of a configuration?"},
    {"gw tune limit --per 1m --limits 50..200 --key user access.log",
     "what each of these limits a minute rejects"},
};

Result<std::vector<uint64_t>> limits_of(const std::string& text) {
  const size_t dots = text.find("..");
  const auto from = parse_u64(std::string_view(text).substr(0, dots));
  const auto to =
      dots == std::string::npos ? from : parse_u64(std::string_view(text).substr(dots + 2));
  if (!from || !to || *from == 0 || *to < *from || *to > kMostLimit || *to - *from >= kMostLimits) {
    return failure(
        fmt::format("--limits is FROM..TO such as 1..100, within 1..1000000 and at most 10000 of "
                    "them, not '{}'",
                    printable(text)));
  }
  std::vector<uint64_t> limits;
  for (uint64_t limit = *from; limit <= *to; ++limit) limits.push_back(limit);
  return limits;
}

Result<void> set_between(const Invocation& invocation, const char* option,
                         std::optional<simulate::Between>& to) {
  if (!invocation.has(option)) return {};
  const auto between = simulate::parse_between(invocation.value(option), option);
  if (!between) return tl::unexpected(between.error());
  to = *between;
  return {};
}

Result<void> set_attack(const Invocation& invocation, simulate::TuneSettings& settings) {
  for (const auto& [option, to] :
       {std::pair("normal", &settings.normal), std::pair("incident", &settings.incident)}) {
    if (auto done = set_between(invocation, option, *to); !done) return done;
  }
  if (invocation.has("attack")) {
    if (settings.incident) return failure("an attack is told by --incident or by --attack");
    settings.attack_from = static_cast<uint32_t>(invocation.operands().size());
  }
  if (settings.normal && !settings.has_incident()) {
    return failure("--normal says what an attack is not: add --incident or --attack");
  }
  return {};
}

Result<void> set_keep_below(const Invocation& invocation, simulate::TuneSettings& settings) {
  if (!invocation.has("keep-below")) return {};
  const std::string text = invocation.value("keep-below");
  settings.keep_below = parse_rate(text);
  if (!settings.keep_below) {
    return failure(fmt::format("--keep-below is a rate such as 800/s, not '{}'", printable(text)));
  }
  if (invocation.has("shard")) {
    return failure("--keep-below needs all keys together: leave --shard out");
  }
  return {};
}

// Of --per, which may also say what the groups are.
Result<Duration> time_of(const Invocation& invocation) {
  std::vector<std::string> times = invocation.values("per");
  const size_t given = times.size();
  std::erase_if(times, is_group_word);
  if (times.size() > 1 || given - times.size() > 1) return failure("--per is there twice");
  const std::string text = times.empty() ? std::string(kTimeOption.fallback) : times.front();
  const auto time = parse_duration(text);
  if (time && *time >= milliseconds(1) && *time <= seconds(86'400)) return *time;
  return failure(
      fmt::format("--per is a time from 1ms to 1d such as 1s or 1m, or with --config route or "
                  "service, not '{}'",
                  printable(text)));
}

Result<simulate::TuneSettings> tune_settings(const Invocation& invocation) {
  simulate::TuneSettings settings;
  const auto per = time_of(invocation);
  if (!per) return tl::unexpected(per.error());
  settings.per = *per;
  const auto share = parse_ratio(invocation.value("block-at-most"));
  if (!share || share->ppm > 1'000'000) {
    return failure(fmt::format("--block-at-most is a share such as 0.1%, not '{}'",
                               printable(invocation.value("block-at-most"))));
  }
  settings.block_at_most = *share;
  if (invocation.has("limits")) {
    auto limits = limits_of(invocation.value("limits"));
    if (!limits) return tl::unexpected(limits.error());
    settings.limits = std::move(*limits);
  }
  for (const auto set : {set_attack, set_keep_below}) {
    if (auto done = set(invocation, settings); !done) return tl::unexpected(done.error());
  }
  settings.curve = invocation.has(kHtmlOption.name) || invocation.value("format") == "csv";
  settings.key = invocation.value("key");
  auto key = simulate::parse_text_pattern(settings.key);
  if (!key) return failure("--key: " + key.error().message);
  settings.rule.key = std::move(*key);
  auto group = group_rule(invocation);
  if (!group) return tl::unexpected(group.error());
  settings.rule.group = std::move(*group);
  settings.group_by = group_and_node_text(invocation);
  return settings;
}

report::Product product_of(const Invocation& invocation) {
  const auto found = std::ranges::find(kProducts, invocation.value("emit"));
  return static_cast<report::Product>(found - std::begin(kProducts));
}

ExitCode fail(Terminal& terminal, const Error& error) {
  return terminal.usage_error("tune limit: " + error.message);
}

ExitCode show(const Invocation& invocation, const simulate::LimitTune& tune, Terminal& terminal) {
  const std::string format = invocation.value("format");
  const report::Product product = product_of(invocation);
  const auto page = write_html(invocation, [&] { return report::limit_tune_html(tune, product); });
  if (format == "json") {
    terminal.out(report::limit_tune_json(tune, product));
  } else if (format == "csv") {
    terminal.out(report::limit_tune_csv(tune));
  } else if (format == "config") {
    terminal.out(report::limit_lines(tune, product));
  } else {
    terminal.out(report::limit_tune_text(
        tune, product, {.width = terminal.width(), .color = terminal.out_has_color()}));
  }
  if (!page) return fail(terminal, page.error());
  return tune.partial ? ExitCode::kInterrupted : ExitCode::kFine;
}

// Calls `use(settings, show)` with what the options say and with how to print a part.
template <class Use>
ExitCode with_settings(const Invocation& invocation, Terminal& terminal, Use&& use) {
  const auto settings = tune_settings(invocation);
  if (!settings) return fail(terminal, settings.error());
  if (const auto fine = check_html(invocation); !fine) return fail(terminal, fine.error());
  return use(*settings, [&](simulate::TunePart part, const simulate::Options& options) {
    return show(invocation, simulate::limit_tune(std::move(part), *settings, options), terminal);
  });
}

ExitCode run_tune_limit(const Invocation& invocation, Terminal& terminal) {
  return with_settings(invocation, terminal, [&](const auto& settings, auto&& shown) {
    const auto run = [&](auto sources, const auto& ready, const auto& options,
                         const auto& progress) -> Result<simulate::TunePart> {
      auto attack = open_logs(invocation, invocation.values("attack"));
      if (!attack) return tl::unexpected(attack.error());
      std::ranges::move(*attack, std::back_inserter(sources));
      return simulate::tune_limit_part(std::move(sources), ready, options, progress);
    };
    return run_shard(invocation, settings, terminal, run, shown);
  });
}

ExitCode merge_tune_limit(const Invocation& invocation, std::span<const Part> parts,
                          Terminal& terminal) {
  return with_settings(invocation, terminal, [&](const auto&, auto&& shown) {
    return merge_shards(invocation, parts, terminal, simulate::read_tune_part, shown);
  });
}

}  // namespace

const Command kTuneLimit{
    .name = "tune limit",
    .summary = "find the rate limit that fits a log",
    .doc =
        "Tries every candidate on the log and shows how many requests and keys each would have "
        "rejected, the peaks of the keys, and the smallest limit that leaves the good ones "
        "alone, as a line to paste. A limit of L in a time admits L at once and L in every "
        "such time; a good key is one with at least one recorded success. The knee is where "
        "raising the limit begins to matter less: the point of the curve farthest from the "
        "straight line between its ends, one step a limit. A second table takes the rate and "
        "the number at once apart. Candidates for the suggestion are all limits up to 10,000, "
        "beyond that those of four digits and zeros, and those of --limits."
        "\n\nWith --keep-below the suggestion is one that keeps the rate where one more would "
        "not. The rate is held against the busiest stretch of its time, wherever it begins, in "
        "what the limit lets through of this log: 800/s is at most 800 requests in any second. "
        "The requests of a log in whole seconds stand where --subsecond puts them in it."
        "\n\nWith --incident or --attack each limit is also tried on the attack, whose keys "
        "start afresh, and the suggestion still goes by what is normal."
        "\n\nWith --group-by, or --config and --per, a key counts in each group for itself; a row "
        "for each group says what the suggested limit does to it, and which one would be suggested "
        "for it alone."
        "\n\nWith --node-from filename each log is that of one gateway node, at which a key counts "
        "for itself: the limits are those of a node, and a row for each tells what it would need "
        "alone."
        "\n\nA log in whole seconds does not tell where in their second its requests came. They "
        "are "
        "spread evenly; when the suggestion rejects over 1% more, or less, with all of them at its "
        "beginning, both are shown, for logs without durations."
        "\n\nWith --emit the suggestion is written for another product. Envoy's local "
        "rate limit and nginx' limit_req then do what it says, nginx as near as its rates and its "
        "milliseconds come. HAProxy's http_req_rate and Kong's windows of the clock may refuse "
        "keys that keep to the suggestion, of which nearly twice the limit may fall into one "
        "window, and may admit what it refuses. Comments above the lines say by how much, and name "
        "what that product cannot count by; 'gw replay limit --like PRODUCT' tries the lines."
        "\n\nThe times of all requests are held in memory, 16 bytes each, and 8 more with "
        "--keep-below; with --shard those of its share of the keys, on which all candidates are "
        "tried."
        "\n\nExit code 0; 2 when the log cannot be read or an option is wrong; 130 when "
        "interrupted, after the result so far, marked partial.",
    .operand = {.name = "LOG", .repeatable = true},
    .options = kOptions,
    .examples = kExamples,
    .run = run_tune_limit,
    .merge = merge_tune_limit,
};

}  // namespace gw::cmd
