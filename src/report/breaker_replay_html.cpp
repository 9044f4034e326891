// The page of a replay through breakers: the failure rate of the worst group with the states of its
// breaker beneath, and those of the others.
#include <fmt/core.h>

#include "base/text.hpp"
#include "report/breaker_replay.hpp"
#include "report/html_breaker.hpp"
#include "report/html_page.hpp"
#include "report/html_parts.hpp"
#include "report/html_table.hpp"
#include "report/html_text.hpp"
#include "report/number.hpp"
#include "report/simulate_sections.hpp"

namespace gw::report {

namespace {

using simulate::BreakerCounts;
using simulate::BreakerGroup;
using simulate::BreakerReplay;

constexpr auto kText = HtmlTable::Column::Holds::kText;
constexpr auto kBar = HtmlTable::Column::Holds::kBar;
constexpr std::string_view kCommand = "gw replay breaker";

std::string figures(const BreakerReplay& replay) {
  const BreakerCounts& totals = replay.totals;
  return html_figures(
      {{"Calls", grouped(totals.calls), percent(totals.failures, totals.calls) + " failed"},
       {"Opened", grouped(totals.opened),
        (totals.opened == 1 ? "time, " : "times, ") + counted(totals.flaps, "flap")},
       {"Shed", grouped(totals.shed), percent(totals.shed, totals.calls) + " of the calls"},
       {"Lost successes", grouped(totals.lost_successes),
        percent(totals.lost_successes, totals.shed) + " of the shed"},
       {"Failures avoided", grouped(totals.failures_avoided),
        percent(totals.failures_avoided, totals.failures) + " of the failures"}});
}

std::string worst_group(const BreakerReplay& replay) {
  const BreakerGroup& worst = replay.groups.front();
  if (worst.series.points.size() < 2) return {};
  const BreakerCourse course = breaker_course(worst.series);
  const BreakerChanges when{worst.changes, worst.changes_total};
  std::string body = html_breaker_legend() + "<figure>\n" + html_breaker_plot(course, when, true) +
                     "</figure>\n" + html_details("As a table", html_breaker_table(course, true));
  const std::string changes = html_breaker_changes(when, "Changes of the breaker");
  if (!changes.empty()) body += html_details("Changes of the breaker", changes);
  std::string aside = fmt::format(
      "Failed calls of all, per {}, times in UTC; the band shows the "
      "breaker, as it was at each moment.",
      approximate(course.width));
  if (!worst.group.empty()) aside = printable(worst.group) + ", the worst. " + aside;
  return html_section("Failure rate", aside, body);
}

std::string length(Duration length) {
  return length.ns == 0 ? "" : approximate(length);
}

std::string groups(const BreakerReplay& replay) {
  HtmlTable table({{"group", kText},
                   {"calls"},
                   {"failed"},
                   {"states over time", kBar},
                   {"opened"},
                   {"flaps"},
                   {"open"},
                   {"longest"},
                   {"after"},
                   {"shed"},
                   {"lost"},
                   {"spared"}});
  const BreakerSpan span{replay.results.first, replay.results.last};
  for (size_t i = 0; i < replay.groups.size() && i < replay.top; ++i) {
    const BreakerGroup& row = replay.groups[i];
    const BreakerCounts& counts = row.counts;
    table.add(
        {row.group.empty() ? "all" : html_key(row.group), grouped(counts.calls),
         html_text(percent(counts.failures, counts.calls)),
         html_breaker_ribbon({row.changes, row.changes_total}, row.counts.opened, span),
         grouped(counts.opened), grouped(counts.flaps), length(counts.open), length(row.longest),
         row.detections.count == 0 ? "" : approximate(row.detections.mean()), grouped(counts.shed),
         grouped(counts.lost_successes), grouped(counts.failures_avoided)});
  }
  std::string body = table.html("Groups");
  if (replay.groups.size() > replay.top) {
    body += fmt::format("<p class=\"more\">and {} more</p>\n",
                        grouped(replay.groups.size() - replay.top));
  }
  return html_section(
      replay.groups.size() == 1 ? "The breaker" : "Groups",
      "Longest: until closed again. After: from the first of a run of failures to opening, the "
      "mean. Lost: shed, and successes in the log. Spared: shed, and failures in the log. Flaps: "
      "opened within " +
          to_string(replay.reach.window) + " of closing.",
      body);
}

std::string never_trips(const BreakerReplay& replay) {
  const std::vector<std::string> lines = breakers_that_never_trip(replay);
  std::string body;
  for (const std::string& line : lines) body += "<li>" + html_text(line) + "</li>\n";
  if (body.empty()) return {};
  body = "<ul class=\"caveats\">\n" + body + "</ul>\n";
  if (replay.reach.never.empty() && replay.never_open > lines.size()) {
    body += fmt::format("<p class=\"more\">and {} more</p>\n",
                        grouped(replay.never_open - lines.size()));
  }
  return html_section("Can never trip", {}, body);
}

std::string assumptions(const BreakerReplay& replay) {
  const std::string between = breaker_replay_bounds(replay);
  return (between.empty() ? "" : "<p>" + html_text("Between: " + between) + "</p>\n") +
         html_caveats(replay.results.caveats);
}

}  // namespace

std::string breaker_replay_html(const BreakerReplay& replay) {
  const simulate::Results& results = replay.results;
  HtmlPage page{.title = html_title(kCommand, results.reading), .body = {}};
  const std::string title =
      replay.totals.calls == 0
          ? "No requests"
          : fmt::format("Opened {}, {} shed", counted(replay.totals.opened, "time"),
                        percent(replay.totals.shed, replay.totals.calls));
  page.body =
      html_head({kCommand, title, breaker_replay_sentence(replay), breaker_replay_setting(replay)});
  if (!replay.groups.empty()) {
    page.body += figures(replay) + worst_group(replay) + groups(replay) + never_trips(replay) +
                 html_section("Assumptions", {}, assumptions(replay));
  }
  page.body += html_section("Read", {}, html_reading(results.reading));
  return to_html(page);
}

}  // namespace gw::report
