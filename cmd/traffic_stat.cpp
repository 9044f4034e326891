#include <string>

#include "cmd/commands.hpp"
#include "cmd/progress.hpp"
#include "cmd/terminal.hpp"
#include "cmd/traffic_options.hpp"
#include "report/log_stat.hpp"
#include "simulate/log/log_stat.hpp"

namespace gw::cmd {

namespace {

constexpr std::string_view kFormats[] = {"text", "json"};

constexpr auto kOptions = joined(std::array{Option{.name = "format",
                                                   .value = "FORMAT",
                                                   .doc = "how to print the report",
                                                   .choices = kFormats,
                                                   .fallback = "text"},
                                            kTopOption, kStrictOption},
                                 kSelectOptions);

constexpr Example kExamples[] = {
    {"gw traffic stat access.log", "what is in this log, and what is missing?"},
    {"gw traffic stat --top 50 --only 'status=5xx' access.log.gz", "who met failures, and where?"},
};

Result<simulate::LogStat> read(const Invocation& invocation, Terminal& terminal) {
  simulate::Options options;
  if (auto set = set_select(invocation, options); !set) return tl::unexpected(set.error());
  const auto top = whole_number(invocation, "top", 0, 1000);
  if (!top) return tl::unexpected(top.error());
  options.top_clients = static_cast<uint32_t>(*top);
  auto sources = open_logs(invocation, invocation.operands());
  if (!sources) return tl::unexpected(sources.error());
  stop_on_interrupt();
  Progress progress(terminal, total_size(invocation.operands()));
  return simulate::stat_logs(std::move(*sources), options, [&](const simulate::Progress& so_far) {
    progress.show(so_far.records, so_far.bytes);
    return !was_interrupted();
  });
}

ExitCode run_traffic_stat(const Invocation& invocation, Terminal& terminal) {
  const auto stat = read(invocation, terminal);
  if (!stat) return terminal.usage_error("traffic stat: " + stat.error().message);
  if (invocation.has("strict")) {
    simulate::Reading reading;
    for (const auto& source : stat->sources) reading.sources.push_back(source.reading);
    const std::string malformed = first_malformed(reading);
    if (!malformed.empty()) return terminal.usage_error("traffic stat: " + malformed);
  }
  const report::Style style{.width = terminal.width(), .color = terminal.out_has_color()};
  terminal.out(invocation.value("format") == "json" ? report::log_stat_json(*stat)
                                                    : report::log_stat_text(*stat, style));
  return stat->partial ? ExitCode::kInterrupted : ExitCode::kFine;
}

}  // namespace

const Command kTrafficStat{
    .name = "traffic stat",
    .summary = "what a log holds, and which questions it cannot answer",
    .doc =
        "Reads the logs and tells their format, what could not be read, what their times mean and "
        "how far their lines stand out of order; then who asked for what and how it ended: "
        "statuses, methods, clients, users, hosts, paths with {id} for what looks like an "
        "identifier, durations and sizes. Nothing is judged."
        "\n\nThen what the log lacks: for each question that it cannot answer, or only within "
        "bounds, how many requests are concerned, and what to add to the format of the product "
        "that wrote it. For nginx that is a whole log_format line, which gw reads without being "
        "told."
        "\n\nExit code 0; 2 when the log cannot be read or an option is wrong; 130 when "
        "interrupted, after the report so far, marked partial.",
    .operand = {.name = "LOG", .repeatable = true},
    .options = kOptions,
    .examples = kExamples,
    .run = run_traffic_stat,
};

}  // namespace gw::cmd
