#include "report/log_stat.hpp"

#include <fmt/core.h>

#include "base/text.hpp"
#include "report/number.hpp"
#include "report/simulate_sections.hpp"
#include "report/sparkline.hpp"
#include "report/table.hpp"

namespace gw::report {

namespace {

using simulate::LogStat;
using simulate::Ranking;

constexpr size_t kBarWidth = 20;

std::string headline(const LogStat& stat, const Style& style) {
  if (stat.requests == 0) return painted(style, Paint::kBold, "No requests.") + "\n";
  std::string text =
      fmt::format("{} of {} over {}", counted(stat.requests, "request"),
                  counted(stat.clients.distinct, "client"), approximate(stat.last - stat.first));
  if (stat.clients.overflow > 0) text += " and more clients than are told apart";
  if (stat.partial) text += "; partial: stopped before the end of the log";
  return painted(style, Paint::kBold, wrapped(text + ".", style.width, 0)) + "\n" +
         painted(style, Paint::kDim, span_of(stat.first, stat.last) + " UTC") + "\n";
}

std::string sentence(std::string_view text, const Style& style) {
  return "    " + wrapped(text, style.width, 4) + "\n";
}

std::string stamps(const simulate::LogSource& source) {
  std::string step = to_string(Duration{source.finest_ns});
  if (source.coarsest_ns != source.finest_ns) {
    step += " to " + to_string(Duration{source.coarsest_ns});
  }
  return fmt::format("stamped when a request {}, in steps of {}",
                     source.stamp == traffic::Stamp::kEnd ? "ended" : "began", step);
}

std::string order(const simulate::LogSource& source) {
  if (source.arrivals.lines + source.stamps.lines == 0) return "in the order of arrival";
  std::string text;
  if (source.stamps.lines == 0) {
    text = "in the order of stamps";
  } else {
    text = fmt::format("{} stamped before an earlier one, by {} at most",
                       counted(source.stamps.lines, "line"), approximate(source.stamps.most));
  }
  if (source.arrivals.lines == 0) return text;
  return text + fmt::format("; {} arrived before an earlier one, by {} at most",
                            counted(source.arrivals.lines, "request"),
                            approximate(source.arrivals.most));
}

std::string read_section(const LogStat& stat, const Style& style) {
  std::string text = heading(style, "Read");
  for (const auto& source : stat.sources) {
    text += source_lines(source.reading, style);
    if (source.requests == 0) continue;
    if (stat.sources.size() > 1) text += sentence(span_of(source.first, source.last), style);
    text += sentence(stamps(source), style);
    text += sentence(order(source), style);
  }
  if (stat.left_out > 0) {
    text +=
        fmt::format("  {} left out by --only and --between\n", counted(stat.left_out, "record"));
  }
  if (stat.garbage > 0) {
    text +=
        fmt::format("  {} without a request that can be read\n", counted(stat.garbage, "record"));
  }
  return text;
}

std::string statuses(const LogStat& stat, const Style& style) {
  Table table({{.heading = "status", .align = Column::Align::kLeft},
               {.heading = "requests"},
               {.heading = "share"},
               {.heading = "", .align = Column::Align::kLeft}});
  uint64_t most = 0;
  for (const auto& row : stat.statuses) most = std::max(most, row.requests);
  for (const auto& row : stat.statuses) {
    table.add({row.status == 0 ? "unknown" : std::to_string(row.status), grouped(row.requests),
               percent(row.requests, stat.requests), bar(row.requests, most, kBarWidth)});
  }
  return heading(style, "Answers") + table.text(style);
}

std::string ranking(const Ranking& ranking, std::string_view title, std::string_view noun,
                    const LogStat& stat, const Style& style) {
  if (ranking.top.empty()) return {};
  Table table({{.heading = std::string(noun), .align = Column::Align::kLeft, .shrinks_to = 12},
               {.heading = "requests"},
               {.heading = "share"},
               {.heading = "", .align = Column::Align::kLeft}});
  for (const auto& row : ranking.top) {
    table.add({printable(row.client), grouped(row.requests), percent(row.requests, stat.requests),
               bar(row.requests, ranking.top.front().requests, kBarWidth)});
  }
  std::string text = heading(style, title) + table.text(style);
  if (ranking.distinct > ranking.top.size()) {
    text += fmt::format(
        "  and {}\n", counted(ranking.distinct - ranking.top.size(), "more " + std::string(noun)));
  }
  return text;
}

std::string sizes(const LogStat& stat, const Style& style) {
  std::string text;
  if (stat.durations.count > 0) {
    const auto& took = stat.durations;
    text +=
        "  " +
        wrapped(fmt::format("duration of {}: half at most {}, 90% at most {}, 99% at most {}, "
                            "longest {}",
                            counted(took.count, "request"), approximate(took.p50),
                            approximate(took.p90), approximate(took.p99), approximate(took.max)),
                style.width, 2) +
        "\n";
  }
  if (stat.sizes.known > 0) {
    text +=
        "  " +
        wrapped(fmt::format("size of {}: {}, {} on average, largest {}",
                            counted(stat.sizes.known, "answer"), counted(stat.sizes.total, "byte"),
                            grouped(stat.sizes.total / stat.sizes.known), grouped(stat.sizes.most)),
                style.width, 2) +
        "\n";
  }
  return text.empty() ? "" : heading(style, "Length") + text;
}

std::string lacks(const LogStat& stat, const Style& style) {
  if (stat.lacks.empty()) return {};
  std::string text = heading(style, "What the log cannot tell");
  for (const auto& lack : stat.lacks) {
    text += "  - " +
            wrapped(fmt::format("{} ({} of {})", printable(lack.message, 500), grouped(lack.count),
                                grouped(lack.of)),
                    style.width, 4) +
            "\n";
    if (!lack.remedy.empty()) text += "    add: " + lack.remedy + "\n";
  }
  if (stat.log_format.empty()) return text;
  return text + "\n" + heading(style, "To log all of it", "nginx; read without --log-format") +
         stat.log_format + "\n";
}

}  // namespace

std::string log_stat_text(const LogStat& stat, const Style& style) {
  std::string text = headline(stat, style);
  const auto add = [&](const std::string& part) {
    if (!part.empty()) text += "\n" + part;
  };
  add(read_section(stat, style));
  if (stat.requests == 0) return text;
  add(statuses(stat, style));
  add(ranking(stat.methods, "Methods", "method", stat, style));
  add(ranking(stat.clients, "Clients", "client", stat, style));
  add(ranking(stat.users, "Users", "user", stat, style));
  add(ranking(stat.hosts, "Hosts", "host", stat, style));
  add(ranking(stat.paths, "Paths", "path", stat, style));
  add(sizes(stat, style));
  add(lacks(stat, style));
  return text;
}

}  // namespace gw::report
