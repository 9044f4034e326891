#include <fmt/core.h>

#include <string>

#include "base/text.hpp"
#include "cmd/commands.hpp"
#include "cmd/log_notes.hpp"
#include "cmd/progress.hpp"
#include "cmd/terminal.hpp"
#include "cmd/traffic_options.hpp"
#include "simulate/log/convert.hpp"

namespace gw::cmd {

namespace {

constexpr std::string_view kTargets[] = {"json", "csv", "combined"};
// With fewer the addresses could be found by trying keys.
constexpr size_t kMinKeyBytes = 16;

constexpr auto kOptions = joined(
    std::array{Option{.name = "to",
                      .value = "FORMAT",
                      .doc = "what to write: gw's JSON lines, CSV, or the combined log format",
                      .choices = kTargets,
                      .fallback = "json"},
               Option{.name = "anonymise",
                      .value = "KEY",
                      .doc = "replace addresses, users and the values of queries, the same by the "
                             "same under one key of 16 bytes or more, which has to stay secret"},
               kStrictOption, kThreadsOption},
    kSelectOptions);

constexpr Example kExamples[] = {
    {"gw traffic convert node1.log node2.log.gz > all.jsonl", "one log of several, in time order"},
    {"gw traffic convert --anonymise \"$(cat key)\" access.log > to-share.jsonl",
     "a log without persons, with the same rates"},
    {"gw traffic convert --to combined kong.jsonl | goaccess -", "for another tool"},
};

Result<simulate::ConvertSettings> settings_of(const Invocation& invocation) {
  simulate::ConvertSettings settings;
  const std::string to = invocation.value("to");
  settings.output = to == "csv"        ? traffic::LogOutput::kCsv
                    : to == "combined" ? traffic::LogOutput::kCombined
                                       : traffic::LogOutput::kJson;
  if (!invocation.has("anonymise")) return settings;
  const std::string key = invocation.value("anonymise");
  if (key.size() < kMinKeyBytes) {
    return failure("--anonymise takes a key of at least 16 bytes, such as openssl rand -hex 16");
  }
  settings.anonymiser.emplace(key);
  return settings;
}

void tell_losses(const simulate::Converted& converted, std::string_view to, Terminal& terminal) {
  for (size_t i = 0; i < traffic::kLossCount; ++i) {
    if (converted.losses[i] == 0) continue;
    const auto loss = static_cast<traffic::Loss>(i);
    terminal.error(fmt::format(
        "gw: {} {}: {}{}\n", to, traffic::drops_record(loss) ? "cannot hold" : "does not carry",
        traffic::name_of(loss), fmt::format(" ({})", counted(converted.losses[i], "request"))));
  }
  if (converted.reading.late > 0) {
    terminal.error(fmt::format("gw: {} behind later ones, by more than 1m\n",
                               counted(converted.reading.late, "line")));
  }
}

ExitCode run_traffic_convert(const Invocation& invocation, Terminal& terminal) {
  const auto fail = [&](const Error& error) {
    return terminal.usage_error("traffic convert: " + error.message);
  };
  const auto settings = settings_of(invocation);
  if (!settings) return fail(settings.error());
  simulate::Options options;
  for (const auto set : {set_select, set_threads}) {
    if (auto done = set(invocation, options); !done) return fail(done.error());
  }
  auto sources = open_logs(invocation, invocation.operands());
  if (!sources) return fail(sources.error());
  stop_on_interrupt();
  Progress progress(terminal, total_size(invocation.operands()));
  const auto converted = simulate::convert_logs(
      std::move(*sources), *settings, options, [&](std::string_view text) { terminal.out(text); },
      [&](const simulate::Progress& so_far) {
        progress.show(so_far.records, so_far.bytes);
        return !was_interrupted() && !terminal.out_is_gone();
      });
  if (!converted) return fail(converted.error());
  if (terminal.out_is_gone()) return ExitCode::kFine;
  tell_losses(*converted, invocation.value("to"), terminal);
  return tell_unread(invocation, converted->reading, terminal);
}

}  // namespace

const Command kTrafficConvert{
    .name = "traffic convert",
    .summary = "logs of any formats as one log of another, in time order",
    .doc =
        "Reads the logs, compressed or not, and prints one log in the order of its times: gw's "
        "own JSON lines, the same as CSV, or the combined log format. All are read again without "
        "--log-format. JSON lines keep everything that decides: stamps with their resolution and "
        "meaning, durations, the upstream's answer. What a format does not carry is counted on "
        "standard error."
        "\n\nTimes are \"time\", when a request ended, or \"arrived\", when it began; the latter "
        "when any of the logs is stamped so. The combined format has whole seconds of arrival."
        "\n\n--anonymise replaces client addresses (also in X-Forwarded-For), users, and values "
        "in queries, also of the referer. Equal ones stay equal over all files and runs with the "
        "same key, so that every rate per client stays true; addresses of one network stay in "
        "one network. Paths, hosts and user agents stay as they are: look whether they name "
        "persons. Whether an address was private can no longer be told."
        "\n\nExit code 0; 2 when a log cannot be read or an option is wrong; 130 when "
        "interrupted.",
    .operand = {.name = "LOG", .repeatable = true},
    .options = kOptions,
    .examples = kExamples,
    .run = run_traffic_convert,
};

}  // namespace gw::cmd
