// The page of tuned breakers: a grid of candidates, of which one is chosen to see what it would
// have spared, what it would have cost, and when it would have been open.
#include <fmt/core.h>

#include <algorithm>

#include "base/text.hpp"
#include "base/units.hpp"
#include "report/breaker_tune.hpp"
#include "report/heat_map.hpp"
#include "report/html_breaker.hpp"
#include "report/html_page.hpp"
#include "report/html_parts.hpp"
#include "report/html_table.hpp"
#include "report/html_text.hpp"
#include "report/json_parts.hpp"
#include "report/number.hpp"

namespace gw::report {

namespace {

using simulate::BreakerCounts;
using simulate::BreakerTune;
using simulate::BreakerTuneGroup;
using simulate::BreakerTunePoint;

constexpr auto kText = HtmlTable::Column::Holds::kText;
constexpr auto kBar = HtmlTable::Column::Holds::kBar;
constexpr auto kHeat = HtmlTable::Column::Holds::kHeat;
constexpr std::string_view kCommand = "gw tune breaker";

size_t rates_of(const BreakerTune& tune) {
  return tune.grid.failure_rates.size() * tune.grid.windows.size();
}

// The one that is chosen at first.
size_t start_of(const BreakerTune& tune) {
  return tune.suggestion.value_or(tune.ranked.front());
}

std::string share_of(uint64_t part, uint64_t whole) {
  return fmt::format("{} of {}", percent(part, whole), grouped(whole));
}

// A candidate as it is called in two parts, one of them large.
struct Called {
  std::string number;
  std::string note;
};

Called called(const BreakerTune& tune, const BreakerTunePoint& point) {
  const simulate::BreakerGrid::Place place = tune.grid.place(point.candidate);
  const std::string score = "score " + tuned_score(point.score);
  if (place.in_a_row)
    return {grouped(static_cast<uint64_t>(*place.in_a_row)), "in a row, " + score};
  return {to_string(*place.failure_rate), "over " + to_string(*place.window) + ", " + score};
}

// The numbers that follow the chosen cell.
std::vector<HtmlFigure> figures_of(const BreakerTune& tune, const BreakerTunePoint& point) {
  const simulate::CandidateResult& result = point.result;
  const BreakerCounts& counts = result.counts;
  const Called name = called(tune, point);
  const bool detected = result.detections.count > 0;
  return {
      {"Opens at", name.number, name.note, {}, "rule"},
      {"Failures spared",
       grouped(counts.failures_avoided),
       share_of(counts.failures_avoided, tune.totals.failures),
       {},
       "spared"},
      {"Successes lost",
       grouped(counts.lost_successes),
       share_of(counts.lost_successes, tune.totals.successes) +
           (point.within ? "" : ", more than the goal"),
       {},
       "lost"},
      {"Opened",
       grouped(counts.opened),
       (counts.opened == 1 ? "time, open for " : "times, open for ") + approximate(counts.open) +
           (counts.flaps == 0 ? "" : ", " + counted(counts.flaps, "flap")),
       {},
       "opened"},
      {"Opened after",
       detected ? approximate(result.detections.mean()) : "-",
       detected ? "of failures, at most " + approximate(result.detections.longest)
                : "never after failures",
       {},
       "after"},
      {"Outages met",
       grouped(result.outages_met),
       "of " + grouped(tune.totals.outages),
       {},
       "met"}};
}

int64_t best_score(const BreakerTune& tune) {
  int64_t best = 0;
  for (const BreakerTunePoint& point : tune.points) best = std::max(best, point.score);
  return best;
}

std::string says(const BreakerTune& tune, const BreakerTunePoint& point) {
  const BreakerCounts& counts = point.result.counts;
  if (counts.opened == 0) return tuned_breaker(tune, point.candidate) + ": never opens";
  return fmt::format("{}: spares {} failures, loses {} successes, score {}{}{}",
                     tuned_breaker(tune, point.candidate),
                     with_percent(counts.failures_avoided, tune.totals.failures),
                     with_percent(counts.lost_successes, tune.totals.successes),
                     tuned_score(point.score), point.within ? "" : ", loses more than the goal",
                     tune.suggestion == point.candidate ? ", suggested" : "");
}

// Two shares one above the other, the stronger in colour, the higher the score.
std::string cell_of(const BreakerTune& tune, size_t candidate, int64_t best) {
  const BreakerTunePoint& point = tune.points[candidate];
  const BreakerCounts& counts = point.result.counts;
  const auto score = static_cast<uint64_t>(std::max<int64_t>(point.score, 0));
  std::string kind = fmt::format("pick score-{}", shade_of(score, static_cast<uint64_t>(best)));
  if (!point.within) kind += " dear";
  if (tune.suggestion == candidate) kind += " best";
  if (counts.opened == 0) kind += " never";
  const std::string words =
      counts.opened == 0
          ? "never<small>opens</small>"
          : html_text(percent(counts.failures_avoided, tune.totals.failures)) + "<small>" +
                html_text(percent(counts.lost_successes, tune.totals.successes)) + "</small>";
  return fmt::format("<span class=\"{}\" data-at=\"{}\" title=\"{}\">{}</span>", kind, candidate,
                     html_text(says(tune, point)), words);
}

std::string grid(const BreakerTune& tune) {
  const int64_t best = best_score(tune);
  std::vector<std::string> names;
  for (const Duration window : tune.grid.windows) names.push_back("over " + to_string(window));
  std::vector<HtmlTable::Column> columns{{"failure rate"}};
  for (const std::string& name : names) columns.push_back({name, kHeat});
  HtmlTable table(columns);
  size_t candidate = 0;
  for (const Ratio rate : tune.grid.failure_rates) {
    std::vector<std::string> cells{to_string(rate)};
    for (size_t i = 0; i < names.size(); ++i) cells.push_back(cell_of(tune, candidate++, best));
    table.add(cells);
  }
  return table.html("Failure rates and windows");
}

std::string in_a_row(const BreakerTune& tune) {
  if (tune.grid.in_a_row.empty()) return {};
  const int64_t best = best_score(tune);
  std::vector<std::string> names;
  for (const int32_t one : tune.grid.in_a_row) names.push_back(fmt::format("{}", one));
  std::vector<HtmlTable::Column> columns{{"failures"}};
  for (const std::string& name : names) columns.push_back({name, kHeat});
  HtmlTable table(columns);
  std::vector<std::string> cells{"in a row"};
  for (size_t i = rates_of(tune); i < tune.points.size(); ++i) {
    cells.push_back(cell_of(tune, i, best));
  }
  table.add(cells);
  return "<h3>Failures in a row</h3>\n" + table.html("Failures in a row");
}

std::string all_table(const BreakerTune& tune) {
  HtmlTable table({{"opens at", kText},
                   {"score"},
                   {"spared"},
                   {"share"},
                   {"lost"},
                   {"share"},
                   {"opened"},
                   {"flaps"},
                   {"open"},
                   {"after"},
                   {"at most"},
                   {"missed"}});
  for (const size_t i : tune.ranked) {
    const BreakerTunePoint& point = tune.points[i];
    const simulate::CandidateResult& result = point.result;
    const BreakerCounts& counts = result.counts;
    const bool detected = result.detections.count > 0;
    table.add({tuned_breaker(tune, i), tuned_score(point.score), grouped(counts.failures_avoided),
               html_text(percent(counts.failures_avoided, tune.totals.failures)),
               grouped(counts.lost_successes),
               html_text(percent(counts.lost_successes, tune.totals.successes)),
               grouped(counts.opened), grouped(counts.flaps), approximate(counts.open),
               detected ? approximate(result.detections.mean()) : "",
               detected ? approximate(result.detections.longest) : "",
               grouped(tune.totals.outages - result.outages_met)});
  }
  return table.html("All candidates, the best first");
}

// The lines of each candidate as if it were the suggested one.
std::string lines_of(const BreakerTune& tune, size_t candidate, Product product) {
  BreakerTune other{.grid = tune.grid,
                    .common = tune.common,
                    .failures = tune.failures,
                    .failures_text = tune.failures_text};
  other.suggestion = candidate;
  std::string lines = breaker_lines(other, product);
  if (lines.ends_with('\n')) lines.pop_back();
  return lines;
}

std::string text_block(const std::string& lines) {
  std::string out;
  for (const std::string_view line : split(lines, '\n')) {
    out += (out.empty() ? "" : "\n") + html_text(line);
  }
  return out;
}

std::string paste(const BreakerTune& tune, Product product) {
  return fmt::format(
      "<div class=\"paste\"><span>To paste</span><code id=\"paste\">{}</code>"
      "<button type=\"button\" id=\"back\" hidden>Back to the {}</button></div>\n",
      text_block(lines_of(tune, start_of(tune), product)),
      tune.suggestion ? "suggestion" : "start");
}

std::string grid_legend(const BreakerTune& tune) {
  const std::string text = fmt::format(
      "Large: the share of the {} that a breaker spares; small: that of the {} successes that it "
      "loses. The stronger the colour, the higher the score: failures spared less {} x the "
      "successes lost. Crossed out: loses more than {} of the successes. Framed: suggested.",
      counted(tune.totals.failures, "failure"), grouped(tune.totals.successes), tune.lost_weighs,
      to_string(tune.lose_at_most));
  return "<p class=\"more\">" + html_text(text) + "</p>\n";
}

std::string choice(const BreakerTune& tune, Product product) {
  return html_section("What each breaker spares and loses",
                      "Choose a cell, or move with the arrow keys: the numbers, the lines to paste "
                      "and the band below follow.",
                      html_figures(figures_of(tune, tune.points[start_of(tune)])) +
                          "<div id=\"grid\">\n" + grid(tune) + in_a_row(tune) + "</div>\n" +
                          grid_legend(tune) + paste(tune, product) +
                          html_details("All candidates as a table", all_table(tune)));
}

BreakerChanges changes_of(const BreakerTuneGroup& group, size_t candidate) {
  if (candidate >= group.courses.size()) return {};
  const simulate::CandidateCourse& course = group.courses[candidate];
  return {course.changes, course.total};
}

// Of the group with the most failures.
std::string course(const BreakerTune& tune) {
  const BreakerTuneGroup& worst = tune.groups.front();
  if (worst.series.points.size() < 2) return {};
  const BreakerCourse course = breaker_course(worst.series);
  const size_t start = start_of(tune);
  std::string body = html_breaker_legend() + "<figure>\n" +
                     html_breaker_plot(course, changes_of(worst, start), false) + "</figure>\n" +
                     html_details("As a table", html_breaker_table(course, false));
  const std::string changes =
      html_breaker_changes(changes_of(worst, start), "Changes of the breaker");
  if (!changes.empty()) {
    body += html_details("Changes of " + tuned_breaker(tune, start) + " as a table", changes);
  }
  std::string aside = fmt::format(
      "Failed calls of all, per {}, times in UTC; the band shows the chosen breaker, as it would "
      "have been at each moment.",
      approximate(course.width));
  if (!worst.group.empty()) aside = printable(worst.group) + ", with the most failures. " + aside;
  return html_section("When it opens", aside, body);
}

std::string groups(const BreakerTune& tune) {
  if (tune.groups.size() < 2) return {};
  HtmlTable table({{"group", kText},
                   {"calls"},
                   {"failed"},
                   {"states over time", kBar},
                   {"opened"},
                   {"spared"},
                   {"lost"},
                   {"outages"},
                   {"missed"},
                   {"best alone", kText}});
  const BreakerSpan span{tune.results.first, tune.results.last};
  const size_t start = start_of(tune);
  for (size_t i = 0; i < tune.groups.size() && i < tune.top; ++i) {
    const BreakerTuneGroup& row = tune.groups[i];
    const simulate::CandidateResult got = row.suggested.value_or(simulate::CandidateResult{});
    const bool any = row.suggested.has_value();
    table.add({html_key(row.group), grouped(row.calls.calls),
               html_text(percent(row.calls.failures, row.calls.calls)),
               any ? html_breaker_ribbon(changes_of(row, start), got.counts.opened, span) : "",
               any ? grouped(got.counts.opened) : "",
               any ? grouped(got.counts.failures_avoided) : "",
               any ? grouped(got.counts.lost_successes) : "", grouped(row.calls.outages),
               any ? grouped(row.calls.outages - got.outages_met) : "",
               row.best ? tuned_breaker(tune, *row.best) : ""});
  }
  std::string body = table.html("Groups");
  if (tune.groups.size() > tune.top) {
    body +=
        fmt::format("<p class=\"more\">and {} more</p>\n", grouped(tune.groups.size() - tune.top));
  }
  return html_section("Groups",
                      "Each has a breaker for itself: under the suggested one, and which one would "
                      "be suggested for it alone.",
                      body);
}

std::string assumptions(const BreakerTune& tune) {
  const std::string outage = fmt::format(
      "An outage is a run of at least {} of which at least {} failed; a breaker misses it when it "
      "is closed from its first failure to its last.",
      counted(tune.outage.calls, "call"), to_string(tune.outage.share));
  return html_section(
      "Assumptions", {},
      "<p>A call that is shed does not come back. What it would have been is taken from the "
      "log.</p>\n<p>" +
          html_text(outage) + "</p>\n" + html_caveats(tune.results.caveats));
}

// Of a band, as the script draws it: where it changes and into which state.
Json data_of_band(const BreakerChanges& when, const BreakerSpan& span) {
  Json list = Json::array();
  for (const simulate::BreakerChange& change : when.changes) {
    list.push_back(span.at(change.at));
    list.push_back(static_cast<int>(change.to));
  }
  return list;
}

// What the script reads; see kBreakerScript.
std::string data_of(const BreakerTune& tune, Product product) {
  const BreakerTuneGroup& worst = tune.groups.front();
  const bool has_course = worst.series.points.size() >= 2;
  const BreakerSpan span = has_course ? breaker_course(worst.series).span() : BreakerSpan{};
  Json points = Json::array();
  for (size_t i = 0; i < tune.points.size(); ++i) {
    Json figures = Json::array();
    for (const HtmlFigure& one : figures_of(tune, tune.points[i])) {
      figures.push_back(one.number);
      figures.push_back(one.note);
    }
    const BreakerChanges when = has_course ? changes_of(worst, i) : BreakerChanges{};
    points.push_back({{"figures", std::move(figures)},
                      {"paste", lines_of(tune, i, product)},
                      {"band", data_of_band(when, span)},
                      {"whole", when.total == when.changes.size()}});
  }
  Json ids = Json::array();
  for (const HtmlFigure& one : figures_of(tune, tune.points.front())) ids.push_back(one.id);
  const Json data{{"start", start_of(tune)},
                  {"across", tune.grid.windows.size()},
                  {"rates", rates_of(tune)},
                  {"ids", std::move(ids)},
                  {"points", std::move(points)}};
  return data.dump(-1, ' ', false, Json::error_handler_t::replace);
}

std::string title_of(const BreakerTune& tune) {
  if (tune.totals.calls == 0) return "No requests";
  if (tune.totals.failures == 0) return "No failures";
  if (!tune.suggestion) return "No breaker spares more than it loses";
  const simulate::BreakerGrid::Place place = tune.grid.place(*tune.suggestion);
  const std::string name = tuned_breaker(tune, *tune.suggestion);
  return "Suggested: open at " +
         (place.in_a_row ? name.substr(0, name.find(' ')) + " failures in a row" : name);
}

}  // namespace

std::string breaker_tune_html(const BreakerTune& tune, Product product) {
  HtmlPage page{.title = html_title(kCommand, tune.results.reading), .body = {}};
  page.body = html_head(
      {kCommand, title_of(tune), breaker_tune_sentence(tune), breaker_tune_setting(tune)});
  if (tune.totals.failures > 0 && !tune.points.empty()) {
    page.body += choice(tune, product) + course(tune) + groups(tune);
    page.script = kBreakerScript;
    page.data = data_of(tune, product);
  }
  page.body += assumptions(tune) + html_section("Read", {}, html_reading(tune.results.reading));
  return to_html(page);
}

}  // namespace gw::report
