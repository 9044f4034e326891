// The page of a replay through breakers: the failure rate of the worst group with the states of its
// breaker beneath, and those of the others.
#include <fmt/core.h>

#include <algorithm>
#include <array>

#include "base/text.hpp"
#include "report/breaker_replay.hpp"
#include "report/html_over_time.hpp"
#include "report/html_page.hpp"
#include "report/html_parts.hpp"
#include "report/html_plot.hpp"
#include "report/html_table.hpp"
#include "report/html_text.hpp"
#include "report/number.hpp"
#include "report/simulate_sections.hpp"
#include "report/sparkline.hpp"

namespace gw::report {

namespace {

using policy::BreakerState;
using simulate::BreakerCounts;
using simulate::BreakerGroup;
using simulate::BreakerReplay;

constexpr auto kText = HtmlTable::Column::Holds::kText;
constexpr auto kBar = HtmlTable::Column::Holds::kBar;
constexpr std::string_view kCommand = "gw replay breaker";
constexpr size_t kMostColumns = 160;
constexpr uint64_t kRateHeight = 200;
constexpr uint64_t kRibbonHeight = 16;
constexpr uint64_t kGap = 12;

std::string figures(const BreakerReplay& replay) {
  const BreakerCounts& totals = replay.totals;
  return html_figures(
      {{"Calls", grouped(totals.calls), percent(totals.failures, totals.calls) + " failed"},
       {"Opened", grouped(totals.opened), "times, " + counted(totals.flaps, "flap")},
       {"Shed", grouped(totals.shed), percent(totals.shed, totals.calls) + " of the calls"},
       {"Lost successes", grouped(totals.lost_successes),
        percent(totals.lost_successes, totals.shed) + " of the shed"},
       {"Failures avoided", grouped(totals.failures_avoided),
        percent(totals.failures_avoided, totals.failures) + " of the failures"}});
}

struct Span {
  WallTime from;
  WallTime to;

  // Of kAcross.
  uint64_t at(WallTime time) const {
    const int64_t length = std::max<int64_t>((to - from).ns, 1);
    const int64_t offset = std::clamp<int64_t>((time - from).ns, 0, length);
    __extension__ using Wide = unsigned __int128;
    return static_cast<uint64_t>(Wide(offset) * kAcross / static_cast<uint64_t>(length));
  }
};

// A state of a breaker from one moment to another; the graver, the taller.
std::string piece(const Span& span, WallTime from, WallTime to, BreakerState state, uint64_t y) {
  constexpr std::array<uint64_t, 3> kTall{4, kRibbonHeight, 10};  // by BreakerState
  const uint64_t tall = kTall[static_cast<size_t>(state)];
  const uint64_t begin = span.at(from);
  const uint64_t least = state == BreakerState::kClosed ? 0 : 20;  // so that it is seen
  const uint64_t wide = std::max(span.at(to) - std::min(span.at(to), begin), least);
  if (wide == 0) return {};
  return fmt::format("<rect class=\"ribbon {}\" x=\"{}\" width=\"{}\" y=\"{}\" height=\"{}\"/>",
                     policy::name(state), across(begin, kAcross), across(wide, kAcross),
                     y + (kRibbonHeight - tall) / 2, tall);
}

// As far as the changes were kept.
std::string ribbon(const BreakerGroup& group, const Span& span, uint64_t y) {
  std::string calm;
  std::string grave;
  WallTime from = span.from;
  BreakerState state = BreakerState::kClosed;
  const auto add = [&](WallTime to) {
    (state == BreakerState::kClosed ? calm : grave) += piece(span, from, to, state, y);
  };
  for (const simulate::BreakerChange& change : group.changes) {
    add(change.at);
    from = change.at;
    state = change.to;
  }
  if (group.changes_total == group.changes.size()) add(span.to);
  return calm + grave;
}

std::string small_ribbon(const BreakerGroup& group, const Span& span) {
  return fmt::format("<svg width=\"100%\" height=\"{}\" role=\"img\" aria-label=\"{}\">",
                     kRibbonHeight, "opened " + counted(group.counts.opened, "time")) +
         ribbon(group, span, 0) + "</svg>";
}

struct Course {
  WallTime start;
  Duration width;
  std::vector<uint64_t> calls;
  std::vector<uint64_t> failures;
  std::vector<uint64_t> shed;
};

Course course_of(const BreakerGroup& group) {
  Course out{group.series.start, {}, {}, {}, {}};
  for (const simulate::BreakerPoint& point : group.series.points) {
    out.calls.push_back(point.calls);
    out.failures.push_back(point.failures);
    out.shed.push_back(point.shed);
  }
  for (auto* values : {&out.calls, &out.failures, &out.shed}) {
    Condensed condensed = condense(*values, kMostColumns);
    out.width = group.series.width * static_cast<int64_t>(condensed.per);
    *values = std::move(condensed.values);
  }
  return out;
}

std::string moment_of(const Course& course, size_t i) {
  return date_and_time(course.start + course.width * static_cast<int64_t>(i));
}

std::string rate_plot(const BreakerGroup& group, const Course& course) {
  const size_t length = course.calls.size();
  std::vector<uint64_t> rates;
  std::string over;
  for (size_t i = 0; i < length; ++i) {
    rates.push_back(course.calls[i] == 0 ? 0 : course.failures[i] * 1'000'000 / course.calls[i]);
    over += html_over(i, length, kRateHeight + kGap + kRibbonHeight,
                      fmt::format("{}; calls: {}; failed: {}; shed: {}", moment_of(course, i),
                                  grouped(course.calls[i]), grouped(course.failures[i]),
                                  grouped(course.shed[i])));
  }
  std::vector<Tick> ticks;
  for (const uint64_t tenth : {0U, 25U, 50U, 75U, 100U}) {
    ticks.push_back({kRateHeight - kRateHeight * tenth / 100, fmt::format("{}%", tenth)});
  }
  const Span span{course.start, course.start + course.width * static_cast<int64_t>(length)};
  std::vector<uint64_t> from(length, kRateHeight * 10);
  return html_plot({.label = "The failure rate over time, and the states of the breaker",
                    .height = kRateHeight + kGap + kRibbonHeight + 6,
                    .down = std::move(ticks),
                    .across = time_ticks(span.from, span.to),
                    .content = html_column_path("failed", rates, 1'000'000, kRateHeight, from) +
                               ribbon(group, span, kRateHeight + kGap) + over});
}

std::string changes_table(const BreakerGroup& group) {
  HtmlTable table({{"at (UTC)", kText}, {"to", kText}});
  for (const simulate::BreakerChange& change : group.changes) {
    table.add({to_rfc3339(change.at, 3), std::string(policy::name(change.to))});
  }
  std::string out = table.empty() ? "" : table.html("Changes of the breaker");
  if (group.changes_total > group.changes.size()) {
    out += fmt::format("<p class=\"more\">and {} more</p>\n",
                       grouped(group.changes_total - group.changes.size()));
  }
  return out;
}

std::string rate_table(const Course& course) {
  HtmlTable table({{"from (UTC)", kText}, {"calls"}, {"failed"}, {"rate"}, {"shed"}});
  for (size_t i = 0; i < course.calls.size(); ++i) {
    table.add({moment_of(course, i), grouped(course.calls[i]), grouped(course.failures[i]),
               html_text(percent(course.failures[i], course.calls[i])), grouped(course.shed[i])});
  }
  return table.html("Failure rate over time");
}

std::string legend() {
  std::string out = "<ul class=\"legend\">";
  for (const auto& [kind, word] :
       {std::pair{"failed", "failure rate"}, std::pair{"ribbon open", "breaker open"},
        std::pair{"ribbon half-open", "half-open"}, std::pair{"ribbon closed", "closed"}}) {
    out += fmt::format(
        "<li><svg width=\"12\" height=\"12\" aria-hidden=\"true\"><rect class=\"{}\" "
        "width=\"12\" height=\"12\" rx=\"2\"/></svg>{}</li>",
        kind, word);
  }
  return out + "</ul>\n";
}

std::string worst_group(const BreakerReplay& replay) {
  const BreakerGroup& worst = replay.groups.front();
  if (worst.series.points.size() < 2) return {};
  const Course course = course_of(worst);
  std::string body = legend() + "<figure>\n" + rate_plot(worst, course) + "</figure>\n" +
                     html_details("As a table", rate_table(course));
  const std::string changes = changes_table(worst);
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
  const Span span{replay.results.first, replay.results.last};
  for (size_t i = 0; i < replay.groups.size() && i < replay.top; ++i) {
    const BreakerGroup& row = replay.groups[i];
    const BreakerCounts& counts = row.counts;
    table.add(
        {row.group.empty() ? "all" : html_key(row.group), grouped(counts.calls),
         html_text(percent(counts.failures, counts.calls)), small_ribbon(row, span),
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
  if (replay.never_open > lines.size()) {
    body += fmt::format("<p class=\"more\">and {} more</p>\n",
                        grouped(replay.never_open - lines.size()));
  }
  return html_section("Can never trip", {}, body);
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
                 html_section("Assumptions", {}, html_caveats(results.caveats));
  }
  page.body += html_section("Read", {}, html_reading(results.reading));
  return to_html(page);
}

}  // namespace gw::report
