// The page of a replay at one limit: what became of the requests over time, and whom it hit.
#include <fmt/core.h>

#include <algorithm>

#include "base/text.hpp"
#include "report/html_over_time.hpp"
#include "report/html_page.hpp"
#include "report/html_parts.hpp"
#include "report/html_table.hpp"
#include "report/html_text.hpp"
#include "report/limit_replay.hpp"
#include "report/number.hpp"
#include "report/simulate_sections.hpp"
#include "report/sparkline.hpp"

namespace gw::report {

namespace {

using simulate::Group;
using simulate::LimitReplay;

constexpr auto kText = HtmlTable::Column::Holds::kText;
constexpr auto kBar = HtmlTable::Column::Holds::kBar;
constexpr std::string_view kCommand = "gw replay limit";
constexpr size_t kLaneColumns = 160;

uint64_t at_once(uint64_t requests, uint64_t rejected, uint64_t delayed) {
  return requests - std::min(requests, rejected + delayed);
}

std::string html_counts_bar(uint64_t requests, uint64_t rejected, uint64_t delayed,
                            uint64_t whole) {
  return html_bar({{"answered", at_once(requests, rejected, delayed)},
                   {"delayed", delayed},
                   {"rejected", rejected}},
                  whole);
}

std::string figures(const LimitReplay& replay) {
  const simulate::Results& results = replay.results;
  const simulate::Totals& totals = results.totals;
  const simulate::Hit& hit = results.hit;
  const uint64_t rejected = totals.groups[Group::kRejected];
  std::vector<HtmlFigure> all{
      {"Requests", grouped(totals.requests), fmt::format("of {}", counted(hit.clients, "key"))},
      {"Rejected", grouped(rejected), percent(rejected, totals.requests) + " of the requests"}};
  if (totals.delayed > 0) {
    all.push_back({"Delayed", grouped(totals.delayed),
                   fmt::format("{}, longest {}", percent(totals.delayed, totals.requests),
                               approximate(results.delays.max))});
  }
  all.push_back(
      {"Keys rejected", grouped(hit.clients_rejected),
       fmt::format("{} of them, {} every time", percent(hit.clients_rejected, hit.clients),
                   grouped(hit.clients_only_rejected))});
  if (rejected == 0) return html_figures(all);
  all.push_back({"Were successes", grouped(hit.rejected_recorded_success),
                 percent(hit.rejected_recorded_success, rejected) + " of the rejected"});
  return html_figures(all);
}

Columns columns_of(const LimitReplay& replay) {
  const simulate::Series& series = replay.results.series;
  Columns out{series.start,
              series.width,
              {{"let through at once", "answered", {}},
               {"delayed", "delayed", {}},
               {"rejected", "rejected", {}}}};
  for (const simulate::SeriesPoint& point : series.points) {
    const uint64_t rejected = point.groups[Group::kRejected];
    out.layers[0].values.push_back(at_once(point.groups.total(), rejected, point.delayed));
    out.layers[1].values.push_back(point.delayed);
    out.layers[2].values.push_back(rejected);
  }
  return condensed(out);
}

std::string over_time(const LimitReplay& replay) {
  const simulate::Totals& totals = replay.results.totals;
  if (replay.results.series.points.size() < 2) return {};
  const Columns all = columns_of(replay);
  std::string body =
      html_legend(all) + "<figure>\n" +
      html_columns(all, limit_replay_sentence(replay) + " Their course over time.", 260) +
      "</figure>\n";
  if (totals.groups[Group::kRejected] > 0) {
    const Columns rejected{all.start, all.width, {all.layers[2]}};
    body += "<h3>The rejected alone, on a scale of their own</h3>\n<figure>\n" +
            html_columns(rejected, "The rejected requests alone over time.", 120) + "</figure>\n";
  }
  body += html_details("As a table", html_columns_table(all, "Requests over time"));
  return html_section("Over time",
                      fmt::format("Requests per {}, times in UTC.", approximate(all.width)), body);
}

std::string longest(const simulate::ClientRow& row) {
  return row.longest_stretch_requests < 2 ? ""
                                          : fmt::format("{} ({})", approximate(row.longest_stretch),
                                                        grouped(row.longest_stretch_requests));
}

std::string who_is_hit(const LimitReplay& replay) {
  const simulate::Results& results = replay.results;
  const bool delays = results.totals.delayed > 0;
  std::vector<HtmlTable::Column> columns{{"key", kText},
                                         {"rejected"},
                                         {"of requests"},
                                         {"share"},
                                         {"what became of them", kBar},
                                         {"were successes"},
                                         {"first", kText},
                                         {"longest", kText}};
  if (delays) columns.push_back({"delayed"});
  HtmlTable table(columns);
  uint64_t most = 1;
  for (const auto& row : results.hit.top) most = std::max(most, row.requests);
  for (const auto& row : results.hit.top) {
    if (row.rejected == 0 && row.delayed == 0) continue;
    std::vector<std::string> cells{html_key(row.client),
                                   grouped(row.rejected),
                                   grouped(row.requests),
                                   html_text(percent(row.rejected, row.requests)),
                                   html_counts_bar(row.requests, row.rejected, row.delayed, most),
                                   grouped(row.rejected_recorded_success),
                                   row.first_rejected ? moment(results, *row.first_rejected) : "",
                                   longest(row)};
    if (delays) cells.push_back(grouped(row.delayed));
    table.add(cells);
  }
  if (table.empty()) return {};
  const auto shown = static_cast<uint64_t>(
      std::ranges::count_if(results.hit.top, [](const auto& row) { return row.rejected > 0; }));
  std::string body = table.html("Keys that are hit most");
  if (results.hit.clients_rejected > shown) {
    body += fmt::format("<p class=\"more\">and {}</p>\n",
                        counted(results.hit.clients_rejected - shown, "more rejected key"));
  }
  return html_section("Who is hit",
                      "First: when a request of the key was first rejected. Longest: its longest "
                      "time without a request let through, and the requests in it.",
                      body);
}

// Neighbours added up so that they fit a row.
std::string lane(const simulate::ClientRow& row, uint64_t most) {
  constexpr uint64_t kHeight = 16;
  const std::vector<uint64_t> values = condense(row.rejected_over_time, kLaneColumns).values;
  std::vector<uint64_t> from(values.size(), kHeight * 10);
  return fmt::format("<svg width=\"100%\" height=\"{}\" role=\"img\" aria-label=\"{}\">", kHeight,
                     counted(row.rejected, "request") + " rejected") +
         html_column_path("rejected", values, most, kHeight, from) + "</svg>";
}

std::string lanes(const LimitReplay& replay) {
  const simulate::Results& results = replay.results;
  uint64_t most = 1;
  size_t per = 1;
  for (const auto& row : results.hit.top) {
    const Condensed condensed = condense(row.rejected_over_time, kLaneColumns);
    per = std::max(per, condensed.per);
    for (const uint64_t value : condensed.values) most = std::max(most, value);
  }
  HtmlTable table({{"key", kText}, {"rejected"}, {"when", kBar}});
  for (const auto& row : results.hit.top) {
    if (row.rejected == 0 || row.rejected_over_time.size() < 2) continue;
    table.add({html_key(row.client), grouped(row.rejected), lane(row, most)});
  }
  if (table.empty()) return {};
  return html_section(
      "When they are hit",
      fmt::format(
          "Rejected requests of each key per {}, {} UTC, all to one scale: the tallest is {}.",
          approximate(results.series.width * static_cast<int64_t>(per)),
          span_of(results.first, results.last), grouped(most)),
      table.html("When the keys are hit"));
}

std::string groups(const LimitReplay& replay) {
  constexpr size_t kShown = 100;
  const bool delays = replay.results.totals.delayed > 0;
  std::vector<HtmlTable::Column> columns{
      {"group", kText}, {"rejected"}, {"of requests"}, {"share"}, {"what became of them", kBar}};
  if (delays) columns.push_back({"delayed"});
  HtmlTable table(columns);
  uint64_t most = 1;
  for (const auto& row : replay.groups) most = std::max(most, row.counts.requests);
  for (size_t i = 0; i < replay.groups.size() && i < kShown; ++i) {
    const auto& [name, counts] = replay.groups[i];
    std::vector<std::string> cells{
        html_key(name), grouped(counts.rejected), grouped(counts.requests),
        html_text(percent(counts.rejected, counts.requests)),
        html_counts_bar(counts.requests, counts.rejected, counts.delayed, most)};
    if (delays) cells.push_back(grouped(counts.delayed));
    table.add(cells);
  }
  if (table.empty()) return {};
  std::string body = table.html("Groups");
  if (replay.groups.size() > kShown) {
    body +=
        fmt::format("<p class=\"more\">and {} more</p>\n", grouped(replay.groups.size() - kShown));
  }
  return html_section("Groups", "Each has the limit for itself.", body);
}

std::string assumptions(const LimitReplay& replay) {
  const std::string between = limit_replay_bounds(replay);
  const std::string shared = limit_replay_shared(replay);
  const std::string returned = limit_replay_returned(replay);
  std::string body =
      replay.returned ? "<p>A request counts as rejected when it never got through.</p>\n"
                      : "<p>A refused request does not come back, and no client slows down.</p>\n";
  if (!returned.empty()) body += "<p>" + html_text("Who came back: " + returned) + "</p>\n";
  if (!shared.empty()) body += "<p>" + html_text("Counted together: " + shared) + "</p>\n";
  if (!between.empty()) body += "<p>" + html_text("Between: " + between) + "</p>\n";
  return body + html_caveats(replay.results.caveats);
}

}  // namespace

std::string limit_replay_html(const LimitReplay& replay) {
  const simulate::Results& results = replay.results;
  HtmlPage page{.title = html_title(kCommand, results.reading), .body = {}};
  const uint64_t rejected = results.totals.groups[Group::kRejected];
  if (results.totals.requests == 0) {
    page.body = html_head(
        {kCommand, "No requests", limit_replay_sentence(replay), limit_replay_setting(replay)});
  } else {
    const std::string share =
        rejected == 0 ? "Nothing" : percent(rejected, results.totals.requests);
    page.body = html_head({kCommand, share + " rejected by " + replay.limit,
                           limit_replay_sentence(replay), limit_replay_setting(replay)}) +
                figures(replay) + over_time(replay) + who_is_hit(replay) + lanes(replay) +
                groups(replay) + html_section("Assumptions", {}, assumptions(replay));
  }
  page.body += html_section("Read", {}, html_reading(results.reading));
  return to_html(page);
}

}  // namespace gw::report
