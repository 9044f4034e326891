#include "report/breaker_replay.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <vector>

#include "base/text.hpp"
#include "report/json_parts.hpp"
#include "report/number.hpp"
#include "report/simulate_sections.hpp"
#include "report/sparkline.hpp"
#include "report/table.hpp"

namespace gw::report {

namespace {

using policy::BreakerState;
using simulate::BreakerCounts;
using simulate::BreakerGroup;
using simulate::BreakerReplay;

constexpr size_t kChangesShown = 12;
constexpr size_t kRibbonMargin = 32;

std::string headline(const BreakerReplay& replay, const Style& style) {
  const std::string sentence = wrapped(breaker_replay_sentence(replay), style.width, 0);
  const std::string setting = wrapped(breaker_replay_setting(replay), style.width, 0);
  return painted(style, Paint::kBold, sentence) + "\n" + painted(style, Paint::kDim, setting) +
         "\n";
}

std::string bounds(const BreakerReplay& replay, const Style& style) {
  const std::string text = breaker_replay_bounds(replay);
  if (text.empty()) return {};
  return heading(style, "Between") + "  " + wrapped(text, style.width, 2) + "\n";
}

std::string length(Duration length) {
  return length.ns == 0 ? "" : approximate(length);
}

std::string count(uint64_t number) {
  return number == 0 ? "" : grouped(number);
}

std::string groups(const BreakerReplay& replay, const Style& style) {
  Table table({{.heading = "group", .align = Column::Align::kLeft, .shrinks_to = 12},
               {.heading = "calls"},
               {.heading = "failed"},
               {.heading = "opened"},
               {.heading = "flaps"},
               {.heading = "open"},
               {.heading = "longest"},
               {.heading = "after"},
               {.heading = "shed"},
               {.heading = "lost"},
               {.heading = "spared"}});
  for (size_t i = 0; i < replay.groups.size() && i < replay.top; ++i) {
    const BreakerGroup& row = replay.groups[i];
    const BreakerCounts& counts = row.counts;
    table.add({printable(row.group), grouped(counts.calls), percent(counts.failures, counts.calls),
               grouped(counts.opened), count(counts.flaps), length(counts.open),
               length(row.longest),
               row.detections.count == 0 ? "" : approximate(row.detections.mean()),
               count(counts.shed), count(counts.lost_successes), count(counts.failures_avoided)});
  }
  const bool one = replay.groups.size() == 1;
  std::string text = heading(style, one ? "The breaker" : "Groups") + table.text(style);
  if (replay.groups.size() > replay.top) {
    text += fmt::format("  and {} more\n", grouped(replay.groups.size() - replay.top));
  }
  if (replay.totals.opened == 0) return text;
  const std::string legend =
      "longest: until closed again; after: from the first of a run of failures to opening, the "
      "mean; lost: shed, and successes in the log; spared: shed, and failures in the log; flaps: "
      "opened within " +
      to_string(replay.reach.window) + " of closing";
  return text + "  " + painted(style, Paint::kDim, wrapped(legend, style.width, 2)) + "\n";
}

// "never" says nothing of a breaker that needs no number of calls.
std::string never_trips(const BreakerReplay& replay, const Style& style) {
  std::string text;
  const std::vector<std::string> lines = breakers_that_never_trip(replay);
  for (const std::string& line : lines) text += "  " + wrapped(line, style.width, 4) + "\n";
  if (text.empty()) return {};
  if (replay.reach.never.empty() && replay.never_open > lines.size()) {
    text += fmt::format("  and {} more\n", grouped(replay.never_open - lines.size()));
  }
  return heading(style, "Can never trip") + text;
}

// The gravest state in each of `columns` steps.
std::string ribbon(const BreakerGroup& group, Duration step, size_t columns) {
  constexpr std::string_view kSigns[] = {"─", "█", "▒"};  // by BreakerState
  constexpr auto rank = [](BreakerState state) {
    return state == BreakerState::kOpen ? 2 : (state == BreakerState::kHalfOpen ? 1 : 0);
  };
  const bool cut = group.changes_total > group.changes.size();
  std::string text;
  auto next = group.changes.begin();
  BreakerState state = BreakerState::kClosed;
  for (size_t i = 0; i < columns; ++i) {
    if (cut && next == group.changes.end()) {
      text += "?";
      continue;
    }
    const WallTime end = group.series.start + step * static_cast<int64_t>(i + 1);
    BreakerState gravest = state;
    for (; next != group.changes.end() && next->at < end; ++next) {
      state = next->to;
      if (rank(state) > rank(gravest)) gravest = state;
    }
    text += kSigns[static_cast<size_t>(gravest)];
  }
  return text;
}

std::string over_time(const BreakerReplay& replay, const Style& style) {
  const BreakerGroup& worst = replay.groups.front();
  if (worst.series.points.size() < 2 || worst.counts.failures + worst.changes_total == 0) return {};
  std::vector<uint64_t> calls;
  std::vector<uint64_t> failures;
  for (const simulate::BreakerPoint& point : worst.series.points) {
    calls.push_back(point.calls);
    failures.push_back(point.failures);
  }
  const size_t width = style.width - kRibbonMargin;
  const Condensed all = condense(calls, width);
  const Condensed failed = condense(failures, width);
  std::vector<uint64_t> rates;
  for (size_t i = 0; i < all.values.size(); ++i) {
    rates.push_back(all.values[i] == 0 ? 0 : failed.values[i] * 1'000'000 / all.values[i]);
  }
  const Duration step = worst.series.width * static_cast<int64_t>(all.per);
  const auto top = static_cast<size_t>(std::ranges::max_element(rates) - rates.begin());
  const WallTime at = worst.series.start + step * static_cast<int64_t>(top);
  std::string aside = "one column is " + approximate(step) + ", the largest on the right";
  if (!worst.group.empty()) aside = printable(worst.group) + ", " + aside;
  std::string text = heading(style, "Failure rate", aside);
  text += fmt::format("  failed   {}  {} at {}\n", painted(style, Paint::kYellow, sparkline(rates)),
                      percent(failed.values[top], all.values[top]), moment(replay.results, at));
  const std::string states = ribbon(worst, step, rates.size());
  return text +
         fmt::format("  breaker  {}  █ open ▒ half-open\n", painted(style, Paint::kRed, states));
}

std::string changes(const BreakerReplay& replay, const Style& style) {
  const BreakerGroup& worst = replay.groups.front();
  if (worst.changes.empty()) return {};
  std::string text = heading(style, "Changes", printable(worst.group));
  const size_t shown = std::min(worst.changes.size(), kChangesShown);
  for (size_t i = 0; i < shown; ++i) {
    const simulate::BreakerChange& change = worst.changes[i];
    text += fmt::format("  {}  {}\n", moment(replay.results, change.at), policy::name(change.to));
  }
  if (worst.changes_total > shown) {
    text += fmt::format("  and {} more\n", grouped(worst.changes_total - shown));
  }
  return text;
}

Json json_counts(const BreakerCounts& counts) {
  return {{"calls", counts.calls},
          {"failures", counts.failures},
          {"shed", counts.shed},
          {"lost_successes", counts.lost_successes},
          {"failures_avoided", counts.failures_avoided},
          {"opened", counts.opened},
          {"flaps", counts.flaps},
          {"open_ns", counts.open.ns},
          {"half_open_ns", counts.half_open.ns}};
}

Json json_series(const simulate::SeriesOf<simulate::BreakerPoint>& series) {
  if (series.points.empty()) return {};
  Json points = Json::array();
  for (const simulate::BreakerPoint& point : series.points) {
    points.push_back({{"calls", point.calls}, {"failures", point.failures}, {"shed", point.shed}});
  }
  return {{"start", json_moment(series.start)},
          {"width_ns", series.width.ns},
          {"points", std::move(points)}};
}

Json json_group(const BreakerGroup& group, bool never) {
  Json object{{"group", group.group}};
  object.update(json_counts(group.counts));
  object["longest_ns"] = group.longest.ns;
  object["at_end"] = policy::name(group.at_end);
  object["detection"] = {{"count", group.detections.count},
                         {"mean_ns", group.detections.mean().ns},
                         {"longest_ns", group.detections.longest.ns}};
  object["can_never_trip"] = never || group.most_calls.has_value();
  object["most_calls"] = group.most_calls ? Json(*group.most_calls) : Json();
  object["changes_total"] = group.changes_total;
  Json changes = Json::array();
  for (const simulate::BreakerChange& change : group.changes) {
    changes.push_back({{"at", json_moment(change.at)}, {"to", policy::name(change.to)}});
  }
  object["changes"] = std::move(changes);
  object["series"] = json_series(group.series);
  return object;
}

}  // namespace

std::string breaker_replay_sentence(const BreakerReplay& replay) {
  const BreakerCounts& totals = replay.totals;
  if (totals.calls == 0) return "No requests.";
  std::string text = counted(totals.calls, "call");
  if (replay.groups.size() > 1) text += " in " + counted(replay.groups.size(), "group");
  text += fmt::format(" over {}: opened {}, {} shed",
                      approximate(replay.results.last - replay.results.first),
                      counted(totals.opened, "time"), with_percent(totals.shed, totals.calls));
  if (totals.shed > 0) {
    text += fmt::format("; of these {} had succeeded, {} had failed",
                        grouped(totals.lost_successes), grouped(totals.failures_avoided));
  }
  if (replay.partial) text += "; partial: stopped before the end of the log";
  return text + ".";
}

std::string breaker_replay_setting(const BreakerReplay& replay) {
  std::string text = printable(replay.breaker);
  if (replay.totals.calls > 0) {
    text += ", " + span_of(replay.results.first, replay.results.last) + " UTC";
  }
  return text;
}

std::string breaker_replay_bounds(const BreakerReplay& replay) {
  if (!replay.clumped) return {};
  const BreakerCounts& spread = replay.totals;
  const BreakerCounts& clumped = *replay.clumped;
  if (!differ(spread.opened, clumped.opened) && !differ(spread.shed, clumped.shed)) return {};
  return fmt::format(
      "the log has whole seconds: opened {} and {} shed with the calls of a second spread over it, "
      "{} and {} with all of them at its beginning.",
      counted(spread.opened, "time"), grouped(spread.shed), counted(clumped.opened, "time"),
      grouped(clumped.shed));
}

std::vector<std::string> breakers_that_never_trip(const BreakerReplay& replay) {
  std::vector<std::string> lines;
  if (!replay.reach.never.empty()) return {replay.reach.never};
  for (const BreakerGroup& row : replay.groups) {
    if (!row.most_calls || lines.size() == replay.top) continue;
    const bool all = replay.reach.span == emulate::BreakerReach::kAll;
    const std::string where = all ? "in all" : "per window of " + to_string(replay.reach.window);
    lines.push_back(fmt::format("{}{}at most {} {}, minimum-calls is {}", printable(row.group),
                                row.group.empty() ? "" : ": ", counted(*row.most_calls, "call"),
                                where, grouped(static_cast<uint64_t>(replay.reach.calls))));
  }
  return lines;
}

std::string breaker_replay_text(const BreakerReplay& replay, const Style& style) {
  std::string text = headline(replay, style);
  if (replay.groups.empty()) return text + "\n" + reading_section(replay.results, style);
  for (const auto part : {bounds, groups, never_trips, over_time, changes}) {
    const std::string section = part(replay, style);
    if (!section.empty()) text += "\n" + section;
  }
  for (const auto part : {caveats_section, reading_section}) {
    const std::string section = part(replay.results, style);
    if (!section.empty()) text += "\n" + section;
  }
  return text;
}

std::string breaker_replay_json(const BreakerReplay& replay) {
  const simulate::Results& results = replay.results;
  const bool any = replay.totals.calls > 0;
  const bool all = replay.reach.span == emulate::BreakerReach::kAll;
  Json document;
  document["schema_version"] = 1;
  document["breaker"] = replay.breaker;
  document["partial"] = replay.partial;
  document["first"] = any ? Json(json_moment(results.first)) : Json();
  document["last"] = any ? Json(json_moment(results.last)) : Json();
  document["minimum_calls"] = replay.reach.calls == 0 ? Json() : Json(replay.reach.calls);
  document["window_ns"] = all ? Json() : Json(replay.reach.window.ns);
  document["totals"] = json_counts(replay.totals);
  document["clumped"] = replay.clumped ? json_counts(*replay.clumped) : Json();
  document["can_never_trip"] = replay.never_open;
  document["never_trips_because"] = replay.reach.never.empty() ? Json() : Json(replay.reach.never);
  Json rows = Json::array();
  const bool never = !replay.reach.never.empty();
  for (const BreakerGroup& group : replay.groups) rows.push_back(json_group(group, never));
  document["groups"] = std::move(rows);
  document["caveats"] = json_caveats(results.caveats);
  document["reading"] = json_reading(results.reading);
  return to_document(document);
}

}  // namespace gw::report
