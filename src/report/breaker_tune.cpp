#include "report/breaker_tune.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <tuple>
#include <utility>
#include <vector>

#include "base/text.hpp"
#include "base/units.hpp"
#include "report/heat_map.hpp"
#include "report/number.hpp"
#include "report/simulate_sections.hpp"
#include "report/table.hpp"

namespace gw::report {

namespace {

using simulate::BreakerCounts;
using simulate::BreakerTune;
using simulate::BreakerTuneGroup;
using simulate::BreakerTunePoint;

constexpr auto kLeft = Column::Align::kLeft;

size_t rates_of(const BreakerTune& tune) {
  return tune.grid.failure_rates.size() * tune.grid.windows.size();
}

std::string name_of(const BreakerTune& tune, size_t candidate) {
  return tuned_breaker(tune, candidate);
}

// "spares 80 of them and loses 1 (0.1%) of 1,838 successes".
std::string price(const BreakerTune& tune, const BreakerTunePoint& point) {
  const BreakerCounts& counts = point.result.counts;
  return fmt::format("spares {} of them and loses {} of {} that succeeded",
                     with_percent(counts.failures_avoided, tune.totals.failures),
                     with_percent(counts.lost_successes, tune.totals.successes),
                     grouped(tune.totals.successes));
}

// The best one that loses too much, when it is better than the suggested one.
const BreakerTunePoint* dearer(const BreakerTune& tune) {
  const int64_t least = tune.suggestion ? tune.points[*tune.suggestion].score : 0;
  for (const size_t i : tune.ranked) {
    if (!tune.points[i].within) return tune.points[i].score > least ? &tune.points[i] : nullptr;
  }
  return nullptr;
}

std::string verdict(const BreakerTune& tune) {
  if (tune.totals.failures == 0) return "nothing to tune a breaker by";
  const BreakerTunePoint* other = dearer(tune);
  if (!tune.suggestion) {
    std::string text = "no candidate spares more than it loses within " +
                       to_string(tune.lose_at_most) + " of the successes";
    if (other != nullptr)
      text += "; " + name_of(tune, other->candidate) + " " + price(tune, *other);
    return text;
  }
  const BreakerTunePoint& point = tune.points[*tune.suggestion];
  std::string text = name_of(tune, point.candidate) + " " + price(tune, point);
  const uint64_t missed = tune.totals.outages - point.result.outages_met;
  if (missed > 0) text += ", and misses " + counted(missed, "outage");
  if (other == nullptr) return text;
  const BreakerCounts& counts = other->result.counts;
  return text + fmt::format("; losing {}, {} would spare {}",
                            percent(counts.lost_successes, tune.totals.successes),
                            name_of(tune, other->candidate),
                            with_percent(counts.failures_avoided, tune.totals.failures));
}

std::string headline(const BreakerTune& tune, const Style& style) {
  const std::string sentence = wrapped(breaker_tune_sentence(tune), style.width, 0);
  const std::string setting = wrapped(breaker_tune_setting(tune), style.width, 0);
  return painted(style, Paint::kBold, sentence) + "\n" + painted(style, Paint::kDim, setting) +
         "\n";
}

HeatCell cell_of(const BreakerTune& tune, size_t candidate, uint64_t part) {
  const BreakerTunePoint& point = tune.points[candidate];
  const char mark = tune.suggestion == candidate ? '*' : (point.within ? ' ' : '!');
  return {part, point.result.counts.opened == 0, mark};
}

uint64_t spared(const BreakerTunePoint& point) {
  return point.result.counts.failures_avoided;
}

uint64_t lost(const BreakerTunePoint& point) {
  return point.result.counts.lost_successes;
}

// Without cells.
template <class PartOf>
HeatRow row_of(const BreakerTune& tune, std::string name, uint64_t whole, PartOf&& part_of) {
  HeatRow row{.name = std::move(name), .whole = whole};
  for (const BreakerTunePoint& point : tune.points) {
    row.largest = std::max(row.largest, part_of(point));
  }
  return row;
}

// Of all candidates by rate.
template <class PartOf>
std::string rates_map(const BreakerTune& tune, uint64_t whole, PartOf&& part_of,
                      const Style& style) {
  HeatMap map{.corner = "rate"};
  for (const Duration window : tune.grid.windows) map.columns.push_back(to_string(window));
  size_t candidate = 0;
  for (const Ratio rate : tune.grid.failure_rates) {
    HeatRow& row = map.rows.emplace_back(row_of(tune, to_string(rate), whole, part_of));
    for (size_t i = 0; i < tune.grid.windows.size(); ++i, ++candidate) {
      row.cells.push_back(cell_of(tune, candidate, part_of(tune.points[candidate])));
    }
  }
  return heat_map(map, style);
}

std::string spared_map(const BreakerTune& tune, const Style& style) {
  return heading(style, "Failures spared",
                 "share of all; * suggested, ! loses too much, · never opens") +
         rates_map(tune, tune.totals.failures, spared, style);
}

std::string lost_map(const BreakerTune& tune, const Style& style) {
  return heading(style, "Successes lost", "share of all") +
         rates_map(tune, tune.totals.successes, lost, style);
}

std::string by_rate(const BreakerTune& tune, const Style& style) {
  const bool any = std::ranges::any_of(tune.points, [&](const BreakerTunePoint& point) {
    return point.candidate < rates_of(tune) && point.result.counts.opened > 0;
  });
  if (any) return spared_map(tune, style) + "\n" + lost_map(tune, style);
  const std::string text =
      fmt::format("no candidate ever opens: no window holds {} with so many failures in one group",
                  counted(static_cast<uint64_t>(tune.common.minimum_calls), "call"));
  return heading(style, "Failure rates") + "  " + wrapped(text, style.width, 2) + "\n";
}

std::string in_a_row(const BreakerTune& tune, const Style& style) {
  if (tune.grid.in_a_row.empty()) return {};
  HeatMap map;
  HeatRow spares = row_of(tune, "spared", tune.totals.failures, spared);
  HeatRow loses = row_of(tune, "lost", tune.totals.successes, lost);
  for (size_t i = rates_of(tune); i < tune.points.size(); ++i) {
    map.columns.push_back(fmt::format("{}", tune.grid.in_a_row[i - rates_of(tune)]));
    spares.cells.push_back(cell_of(tune, i, spared(tune.points[i])));
    loses.cells.push_back(cell_of(tune, i, lost(tune.points[i])));
  }
  map.rows = {std::move(spares), std::move(loses)};
  return heading(style, "Failures in a row", "the same two shares") + heat_map(map, style);
}

std::string count(uint64_t number) {
  return number == 0 ? "" : grouped(number);
}

std::string legend(const BreakerTune& tune, const Style& style) {
  const std::string text = fmt::format(
      "score: failures spared less {} x the successes lost, first of those that lose at most {}; "
      "after, worst: from the first of a run of failures to opening, the mean and the longest; "
      "missed: outages in which it did not open, an outage being a run of at least {} of which at "
      "least {} failed; flaps: opened within its window of closing; +9: nine others did the same",
      tune.lost_weighs, to_string(tune.lose_at_most), counted(tune.outage.calls, "call"),
      to_string(tune.outage.share));
  return "  " + painted(style, Paint::kDim, wrapped(text, style.width, 2)) + "\n";
}

std::vector<std::string> cells_of(const BreakerTune& tune, const BreakerTunePoint& point,
                                  size_t others) {
  const simulate::CandidateResult& result = point.result;
  const bool detected = result.detections.count > 0;
  std::string name = name_of(tune, point.candidate);
  if (others > 0) name += fmt::format(" +{}", others);
  return {name + (point.within ? "" : " !"),
          tuned_score(point.score),
          grouped(spared(point)),
          grouped(lost(point)),
          grouped(result.counts.opened),
          count(result.counts.flaps),
          approximate(result.counts.open),
          detected ? approximate(result.detections.mean()) : "",
          detected ? approximate(result.detections.longest) : "",
          count(tune.totals.outages - result.outages_met)};
}

std::string best(const BreakerTune& tune, const Style& style) {
  Table table({{.heading = "opens at", .align = kLeft},
               {.heading = "score"},
               {.heading = "spared"},
               {.heading = "lost"},
               {.heading = "opened"},
               {.heading = "flaps"},
               {.heading = "open"},
               {.heading = "after"},
               {.heading = "worst"},
               {.heading = "missed"}});
  std::vector<size_t> shown;
  for (const size_t i : tune.ranked) {
    const BreakerTunePoint& point = tune.points[i];
    const auto is_alike = [&](size_t other) { return do_the_same(tune.points[other], point); };
    if (point.result.counts.opened == 0 || std::ranges::any_of(shown, is_alike)) continue;
    if (shown.size() == tune.top) break;
    shown.push_back(i);
    const auto all = static_cast<size_t>(std::ranges::count_if(tune.ranked, is_alike));
    table.add(cells_of(tune, point, all - 1));
  }
  if (table.empty()) return {};
  return heading(style, "Best candidates") + table.text(style) + legend(tune, style);
}

std::string groups(const BreakerTune& tune, const Style& style) {
  if (tune.groups.size() < 2) return {};
  Table table({{.heading = "group", .align = kLeft, .shrinks_to = 12},
               {.heading = "calls"},
               {.heading = "failed"},
               {.heading = "outages"},
               {.heading = "opened"},
               {.heading = "spared"},
               {.heading = "lost"},
               {.heading = "missed"},
               {.heading = "best alone", .align = kLeft}});
  for (size_t i = 0; i < tune.groups.size() && i < tune.top; ++i) {
    const BreakerTuneGroup& row = tune.groups[i];
    const simulate::CandidateResult got = row.suggested.value_or(simulate::CandidateResult{});
    const uint64_t missed = row.suggested ? row.calls.outages - got.outages_met : 0;
    table.add({printable(row.group), grouped(row.calls.calls),
               percent(row.calls.failures, row.calls.calls), count(row.calls.outages),
               count(got.counts.opened), count(got.counts.failures_avoided),
               count(got.counts.lost_successes), count(missed),
               row.best ? name_of(tune, *row.best) : ""});
  }
  std::string text =
      heading(style, "Groups", tune.suggestion ? "with the suggested one" : "") + table.text(style);
  if (tune.groups.size() > tune.top) {
    text += fmt::format("  and {} more\n", grouped(tune.groups.size() - tune.top));
  }
  return text;
}

}  // namespace

std::string tuned_breaker(const BreakerTune& tune, size_t candidate) {
  const simulate::BreakerGrid::Place place = tune.grid.place(candidate);
  if (place.in_a_row) return fmt::format("{} in a row", *place.in_a_row);
  return fmt::format("{} over {}", to_string(*place.failure_rate), to_string(*place.window));
}

std::string tuned_score(int64_t score) {
  const std::string text = grouped(static_cast<uint64_t>(score < 0 ? -score : score));
  return score < 0 ? "-" + text : text;
}

bool do_the_same(const BreakerTunePoint& a, const BreakerTunePoint& b) {
  const auto did = [](const BreakerCounts& counts) {
    return std::tie(counts.failures_avoided, counts.lost_successes, counts.opened, counts.flaps,
                    counts.open, counts.half_open);
  };
  return a.within == b.within && did(a.result.counts) == did(b.result.counts);
}

std::string breaker_tune_sentence(const BreakerTune& tune) {
  if (tune.totals.calls == 0) return "No requests.";
  std::string text = counted(tune.totals.calls, "call");
  if (tune.groups.size() > 1) text += " in " + counted(tune.groups.size(), "group");
  text += fmt::format(" over {}, {} failed, {}: {}.",
                      approximate(tune.results.last - tune.results.first),
                      with_percent(tune.totals.failures, tune.totals.calls),
                      counted(tune.totals.outages, "outage"), verdict(tune));
  if (tune.partial) text += " Partial: stopped before the end of the log.";
  return text;
}

std::string breaker_tune_setting(const BreakerTune& tune) {
  std::string text = fmt::format("minimum-calls {}, open-for {}, half-open {}, failures {}",
                                 tune.common.minimum_calls, to_string(tune.common.open_for),
                                 tune.common.half_open_probes, printable(tune.failures_text));
  if (!tune.group_by.empty()) text += ", group " + printable(tune.group_by);
  if (tune.totals.calls > 0) {
    text += ", " + span_of(tune.results.first, tune.results.last) + " UTC";
  }
  return text;
}

std::string breaker_tune_text(const BreakerTune& tune, Product product, const Style& style) {
  std::string text = headline(tune, style);
  const auto add = [&](const std::string& section) {
    if (!section.empty()) text += "\n" + section;
  };
  if (tune.totals.failures > 0) {
    add(to_paste(breaker_lines(tune, product), style));
    for (const auto section : {by_rate, in_a_row, best, groups}) {
      add(section(tune, style));
    }
  }
  for (const auto section : {caveats_section, reading_section}) add(section(tune.results, style));
  return text;
}

}  // namespace gw::report
