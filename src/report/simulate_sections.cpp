#include "report/simulate_sections.hpp"

#include <fmt/core.h>

#include <algorithm>

#include "base/text.hpp"
#include "report/number.hpp"
#include "report/table.hpp"

namespace gw::report {

namespace {

using simulate::Group;
using simulate::Results;

constexpr auto kLeft = Column::Align::kLeft;

// Nothing to see is easier to skip as a gap than as a zero.
std::string count_or_gap(uint64_t number) {
  return number == 0 ? "" : grouped(number);
}

std::string peak(const simulate::Peak& peak) {
  return count_or_gap(peak.per_second);
}

std::string time_or_gap(const Results& results, const std::optional<WallTime>& time) {
  return time ? moment(results, *time) : "";
}

std::string limit_name(const Results& results, uint32_t limit) {
  return limit < results.limits.size() ? results.limits[limit].name : "";
}

// What the rejected requests were in the log.
std::string recorded_as(const simulate::Hit& hit) {
  const uint64_t known = hit.rejected_recorded_success + hit.rejected_recorded_rejected +
                         hit.rejected_recorded_failure;
  if (known == 0) return {};
  std::string text = fmt::format("{} of them {} recorded as successes",
                                 with_percent(hit.rejected_recorded_success, hit.rejected),
                                 hit.rejected_recorded_success == 1 ? "was" : "were");
  if (hit.rejected_recorded_rejected > 0) {
    text += fmt::format(", {} as rejected already", grouped(hit.rejected_recorded_rejected));
  }
  if (hit.rejected_recorded_failure > 0) {
    text += fmt::format(", {} as other failures", grouped(hit.rejected_recorded_failure));
  }
  return text;
}

std::string hit_sentences(const Results& results, const Style& style, std::string_view noun) {
  const simulate::Hit& hit = results.hit;
  std::string text;
  if (hit.rejected > 0) {
    text = fmt::format("{} of {} rejected at least once, {} every time",
                       with_percent(hit.clients_rejected, hit.clients), counted(hit.clients, noun),
                       grouped(hit.clients_only_rejected));
    if (hit.first) text += ", first at " + date_and_time(*hit.first);
    text += fmt::format("; most in one second {} at {}.", grouped(hit.peak.per_second),
                        moment(results, hit.peak.at));
    const std::string recorded = recorded_as(hit);
    if (!recorded.empty()) text += " " + recorded + ".";
  }
  if (hit.delayed > 0) {
    text += fmt::format("{}{} of {} waited in a line: half at most {}, 99% at most {}, longest {}.",
                        text.empty() ? "" : " ", counted(hit.delayed, "request"),
                        counted(hit.clients_delayed, "client"), approximate(results.delays.p50),
                        approximate(results.delays.p99), approximate(results.delays.max));
  }
  return "  " + wrapped(text, style.width, 2) + "\n";
}

std::string longest(const simulate::ClientRow& row) {
  if (row.longest_stretch_requests < 2) return "";
  return fmt::format("{} ({})", approximate(row.longest_stretch),
                     grouped(row.longest_stretch_requests));
}

std::string rejected_of(const simulate::ClientRow& row) {
  return fmt::format("{} of {}", grouped(row.rejected), grouped(row.requests));
}

void add_example(std::string& text, const simulate::UnroutedRow& row, const Style& style) {
  if (row.example != row.pattern) {
    text += painted(style, Paint::kDim, "  e.g. " + fitted(row.example, style.width - 8)) + "\n";
  }
}

}  // namespace

std::string heading(const Style& style, std::string_view title, std::string_view aside) {
  std::string text = painted(style, Paint::kBold, title);
  if (!aside.empty()) text += painted(style, Paint::kDim, fmt::format(" ({})", aside));
  return text + "\n";
}

std::string moment(const Results& results, WallTime time) {
  const bool one_day =
      date_and_time(results.first).substr(0, 10) == date_and_time(results.last).substr(0, 10);
  return one_day ? time_of_day(time) : date_and_time(time).substr(5);
}

std::string routes_section(const Results& results, const Style& style) {
  Table table({{.heading = "route", .align = kLeft, .shrinks_to = 12},
               {.heading = "requests"},
               {.heading = "failed"},
               {.heading = "rejected"},
               {.heading = "delayed"},
               {.heading = "retries"},
               {.heading = "peak/s"}});
  size_t silent = 0;
  for (const auto& row : results.routes) {
    if (row.requests == 0) {
      ++silent;
      continue;
    }
    table.add({row.name, grouped(row.requests), count_or_gap(row.groups[Group::kFailed]),
               count_or_gap(row.groups[Group::kRejected]), count_or_gap(row.delayed),
               count_or_gap(row.retries), peak(row.peak)});
  }
  if (table.empty() && silent == 0) return {};
  std::string text = heading(style, "Routes") + table.text(style);
  if (silent > 0) text += fmt::format("  and {} without traffic\n", counted(silent, "route"));
  return text;
}

std::string limits_section(const Results& results, const Style& style) {
  Table table({{.heading = "limit", .align = kLeft, .shrinks_to = 12},
               {.heading = "requests"},
               {.heading = "refused"},
               {.heading = "delayed"},
               {.heading = "clients"},
               {.heading = "peak/s"},
               {.heading = "first"},
               {.heading = "mode", .align = kLeft}});
  for (const auto& row : results.limits) {
    if (row.requests == 0) continue;
    table.add({row.name, grouped(row.requests),
               count_or_gap(row.shadow ? row.shadow_refused : row.refused),
               count_or_gap(row.delayed), count_or_gap(row.clients), peak(row.peak_refused),
               time_or_gap(results, row.first_refused), row.shadow ? "shadow" : ""});
  }
  return table.empty() ? "" : heading(style, "Limits") + table.text(style);
}

std::string hit_section(const Results& results, const Style& style, std::string_view noun) {
  if (results.hit.rejected == 0 && results.hit.delayed == 0) return {};
  Table table({{.heading = std::string(noun), .align = kLeft, .shrinks_to = 15},
               {.heading = "rejected"},
               {.heading = "were ok"},
               {.heading = "delayed"},
               {.heading = "first"},
               {.heading = "longest"},
               {.heading = "by limit", .align = kLeft, .shrinks_to = 12}});
  for (const auto& row : results.hit.top) {
    if (row.rejected == 0 && row.delayed == 0) continue;
    table.add({printable(row.client), rejected_of(row), count_or_gap(row.rejected_recorded_success),
               count_or_gap(row.delayed), time_or_gap(results, row.first_rejected), longest(row),
               limit_name(results, row.limit)});
  }
  std::string text =
      heading(style, "Who is hit") + hit_sentences(results, style, noun) + table.text(style);
  const auto shown = static_cast<uint64_t>(std::ranges::count_if(
      results.hit.top, [](const simulate::ClientRow& row) { return row.rejected > 0; }));
  if (results.hit.clients_rejected > shown) {
    text += fmt::format("  and {}\n", counted(results.hit.clients_rejected - shown,
                                              "more rejected " + std::string(noun)));
  }
  return text;
}

std::string unrouted_section(const Results& results, const Style& style) {
  const simulate::Unrouted& unrouted = results.unrouted;
  if (unrouted.requests == 0) return {};
  Table table({{.heading = "method", .align = kLeft},
               {.heading = "path", .align = kLeft, .shrinks_to = 12},
               {.heading = "requests"},
               {.heading = "were ok"},
               {.heading = "outcome", .align = kLeft}});
  for (const auto& row : unrouted.top) {
    table.add({printable(row.method, 16), printable(row.pattern), grouped(row.requests),
               count_or_gap(row.recorded_success), std::string(engine::name(row.reason))});
  }
  std::string text = heading(style, "Without a route");
  if (unrouted.recorded_success > 0) {
    text += "  " +
            wrapped(fmt::format("{} of them were recorded as successes: this configuration would "
                                "break them.",
                                with_percent(unrouted.recorded_success, unrouted.requests)),
                    style.width, 2) +
            "\n";
  }
  text += table.text(style);
  if (!unrouted.top.empty()) add_example(text, unrouted.top.front(), style);
  if (unrouted.patterns > unrouted.top.size()) {
    text +=
        fmt::format("  and {}\n", counted(unrouted.patterns - unrouted.top.size(), "more pattern"));
  }
  return text;
}

std::string upstreams_section(const Results& results, const Style& style) {
  Table table({{.heading = "service", .align = kLeft, .shrinks_to = 12},
               {.heading = "endpoint", .align = kLeft, .shrinks_to = 12},
               {.heading = "attempts"},
               {.heading = "errors"},
               {.heading = "timeouts"},
               {.heading = "peak/s"},
               {.heading = "at once"}});
  for (const auto& row : results.endpoints) {
    if (row.attempts == 0) continue;
    table.add({row.service == row.endpoint ? "" : row.service, row.endpoint, grouped(row.attempts),
               count_or_gap(row.errors), count_or_gap(row.timeouts), peak(row.peak),
               count_or_gap(row.in_flight_peak)});
  }
  return table.empty() ? "" : heading(style, "Upstreams") + table.text(style);
}

}  // namespace gw::report
