#include <optional>
#include <string>

#include "cmd/commands.hpp"
#include "cmd/log_notes.hpp"
#include "cmd/progress.hpp"
#include "cmd/terminal.hpp"
#include "cmd/traffic_options.hpp"
#include "simulate/log/cut.hpp"

namespace gw::cmd {

namespace {

constexpr auto kOptions = joined(
    std::array{Option{.name = "sample",
                      .value = "SHARE",
                      .doc = "keep only so many of all clients, 1/100 or 5%, but all of theirs"},
               Option{.name = "by",
                      .value = "KEY",
                      .doc = "with --sample, what is kept whole: client, user, host, path, "
                             "header:NAME, or a text with such fields in braces",
                      .fallback = "client"},
               kSeedOption, kStrictOption},
    kSelectOptions);

constexpr Example kExamples[] = {
    {"gw traffic cut --between 14:00..14:10 access.log > incident.log", "ten minutes"},
    {"gw traffic cut --sample 1/100 --by client big.log.zst > small.log",
     "a hundredth of the clients, each with all its requests"},
    {"gw traffic cut --client xff:1 --only client=203.0.113.7 access.log", "one client"},
};

Result<std::optional<simulate::SampleBy>> sample_of(const Invocation& invocation) {
  if (!invocation.has("sample")) {
    if (invocation.has("by")) return failure("--by goes with --sample");
    return std::nullopt;
  }
  const auto share = simulate::parse_sample(invocation.value("sample"));
  if (!share) return tl::unexpected(share.error());
  auto by = simulate::parse_text_pattern(invocation.value("by"));
  if (!by) return failure("--by: " + by.error().message);
  return simulate::SampleBy{*share, std::move(*by)};
}

ExitCode run_traffic_cut(const Invocation& invocation, Terminal& terminal) {
  const auto fail = [&](const Error& error) {
    return terminal.usage_error("traffic cut: " + error.message);
  };
  const auto sample = sample_of(invocation);
  if (!sample) return fail(sample.error());
  simulate::Options options;
  for (const auto set : {set_select, set_seed}) {
    if (auto done = set(invocation, options); !done) return fail(done.error());
  }
  auto sources = open_logs(invocation, invocation.operands());
  if (!sources) return fail(sources.error());
  stop_on_interrupt();
  Progress progress(terminal, total_size(invocation.operands()));
  const auto cut = simulate::cut_logs(
      std::move(*sources), *sample, options,
      [&](std::string_view line) {
        terminal.out(line);
        terminal.out("\n");
      },
      [&](const simulate::Progress& so_far) {
        progress.show(so_far.records, so_far.bytes);
        return !was_interrupted() && !terminal.out_is_gone();
      });
  if (!cut) return fail(cut.error());
  if (terminal.out_is_gone()) return ExitCode::kFine;
  return tell_unread(invocation, cut->reading, terminal);
}

}  // namespace

const Command kTrafficCut{
    .name = "traffic cut",
    .summary = "lines of a log: a time, some requests, a sample of clients",
    .doc =
        "Prints the lines of the requests that --between and --only select, byte for byte, in the "
        "order of the files; comments and header lines stay, so that the result is a log of the "
        "same kind. Lines that cannot be read are left out and counted on standard error. All "
        "logs have to be of one format."
        "\n\n--sample keeps a share of the clients, or of what --by names, and all requests of "
        "each: their rates stay what they were, while the sum goes down. Who is kept depends on "
        "the name and --seed alone, so that samples of several files fit together, and a smaller "
        "share is part of a larger one."
        "\n\nOf a container's log the lines within it are printed; of a recording of gw serve "
        "the requests, which can be simulated but not replayed step by step."
        "\n\nExit code 0, also when nothing is left; 2 when a log cannot be read or an option is "
        "wrong; 130 when interrupted.",
    .operand = {.name = "LOG", .repeatable = true},
    .options = kOptions,
    .examples = kExamples,
    .run = run_traffic_cut,
};

}  // namespace gw::cmd
