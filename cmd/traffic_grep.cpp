#include <fmt/core.h>

#include <string>
#include <vector>

#include "base/text.hpp"
#include "cmd/commands.hpp"
#include "cmd/progress.hpp"
#include "cmd/terminal.hpp"
#include "cmd/traffic_options.hpp"
#include "simulate/log/log_search.hpp"

namespace gw::cmd {

namespace {

constexpr auto kOptions =
    joined(std::array{Option{
               .name = "field",
               .value = "FIELD",
               .doc = "what has to be TEXT, where '*' stands for any text: client, user, host, "
                      "method, path, header:NAME, or a text with such fields in braces; "
                      "default: any part of the line"}},
           kSelectOptions);

constexpr Example kExamples[] = {
    {"gw traffic grep 4bf92f3577b34da6a3ce929d0e0e4736 edge.log.gz app.jsonl",
     "one trace through all logs"},
    {"gw traffic grep --field path '/orders/*' --only status=5xx access.log",
     "which orders failed, with their lines"},
};

Result<simulate::FoundLines> search(const Invocation& invocation,
                                    const std::vector<std::string>& logs, Terminal& terminal) {
  simulate::Options options;
  if (auto set = set_select(invocation, options); !set) return tl::unexpected(set.error());
  simulate::SearchSettings settings{.text = invocation.operands().front()};
  if (settings.text.empty()) return failure("TEXT is empty");
  if (invocation.has("field")) {
    auto field = simulate::parse_text_pattern(invocation.value("field"));
    if (!field) return failure("--field: " + field.error().message);
    settings.field = std::move(*field);
  }
  auto sources = open_logs(invocation, logs);
  if (!sources) return tl::unexpected(sources.error());
  stop_on_interrupt();
  Progress progress(terminal, total_size(logs));
  return simulate::search_logs(std::move(*sources), settings, options,
                               [&](const simulate::Progress& so_far) {
                                 progress.show(so_far.records, so_far.bytes);
                                 return !was_interrupted();
                               });
}

ExitCode run_traffic_grep(const Invocation& invocation, Terminal& terminal) {
  std::vector<std::string> logs = invocation.operands();
  logs.erase(logs.begin());
  if (logs.empty()) return terminal.usage_error("traffic grep: no LOG given");
  const auto found = search(invocation, logs, terminal);
  if (!found) return terminal.usage_error("traffic grep: " + found.error().message);
  for (const simulate::FoundLine& line : found->lines) {
    const std::string name = logs[line.source] == "-" ? "stdin" : logs[line.source];
    terminal.out(fmt::format("{}:{}: {} {}\n", printable(name), line.line,
                             line.timed ? to_rfc3339(line.at, 3) : "-", line.text));
  }
  if (found->more > 0) {
    terminal.error(fmt::format("gw: {} not shown\n", counted(found->more, "more line")));
  }
  if (found->partial) return ExitCode::kInterrupted;
  return found->lines.empty() ? ExitCode::kFindings : ExitCode::kFine;
}

}  // namespace

const Command kTrafficGrep{
    .name = "traffic grep",
    .summary = "the lines of one trace in many logs, in time order",
    .doc =
        "Finds TEXT, such as the identifier of a trace or a request, in logs that may each be of "
        "another format, and prints the lines in the order in which their requests arrived: file, "
        "line, time, and the line, with secrets hidden and without bytes that would move a "
        "terminal. TEXT is a whole word: no letter, digit or '_' stands right before or behind "
        "it. A line that cannot be read as a request is found too, after the request before it."
        "\n\nOf a HAR, OTLP or GoReplay file the number is that of the request in it."
        "\n\nExit code 0 when a line was found, 1 when none was, 2 when a log cannot be read or an "
        "option is wrong, 130 when interrupted.",
    .operand = {.name = "TEXT LOG", .repeatable = true, .usage = "TEXT LOG..."},
    .options = kOptions,
    .examples = kExamples,
    .run = run_traffic_grep,
};

}  // namespace gw::cmd
