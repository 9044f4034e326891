#include "report/limit_tune.hpp"

#include <fmt/core.h>

#include <algorithm>

#include "base/text.hpp"
#include "base/units.hpp"
#include "report/heat_map.hpp"
#include "report/json_parts.hpp"
#include "report/number.hpp"
#include "report/simulate_sections.hpp"
#include "report/sparkline.hpp"
#include "report/table.hpp"

namespace gw::report {

namespace {

using simulate::LimitTune;
using simulate::TunePoint;

// "812/s" of all keys together.
std::string busiest_of(const LimitTune& tune, const TunePoint& point) {
  return to_string(Rate{static_cast<int64_t>(*point.busiest), tune.keep_below->per});
}

// What the suggested limit does.
std::string verdict(const LimitTune& tune) {
  if (!tune.suggestion) {
    return fmt::format("even {} of each key lets more than {} through.", tuned_rate(tune, 1),
                       to_string(*tune.keep_below));
  }
  const TunePoint& point = *tune.suggestion;
  std::string text = fmt::format(
      "{} with as many at once rejects {} of the requests, and {} of {} that ever succeeded",
      tuned_rate(tune, point.limit), with_percent(point.rejected, tune.requests),
      with_percent(point.good_keys, tune.good_keys), counted(tune.good_keys, "key"));
  if (point.busiest) text += fmt::format("; at most {} get through", busiest_of(tune, point));
  if (tune.incident && tune.incident->at_suggestion) {
    text +=
        fmt::format("; of the attack it rejects {}",
                    with_percent(tune.incident->at_suggestion->rejected, tune.incident->requests));
  }
  return text + ".";
}

std::string headline(const LimitTune& tune, const Style& style) {
  std::string text =
      painted(style, Paint::kBold, wrapped(tune_sentence(tune), style.width, 0)) + "\n";
  if (tune.requests == 0) return text;
  return text + painted(style, Paint::kDim, wrapped(tune_setting(tune), style.width, 0)) + "\n";
}

std::string between(const LimitTune& tune, const Style& style) {
  const std::string text = tune_bounds(tune);
  if (text.empty()) return {};
  return heading(style, "Between") + "  " + wrapped(text, style.width, 2) + "\n";
}

std::string curve(const LimitTune& tune, const Style& style) {
  Table table({{.heading = "limit"},
               {.heading = "rejected"},
               {.heading = "share"},
               {.heading = "were ok"},
               {.heading = "keys"},
               {.heading = "good keys"},
               {.heading = "all keys"},
               {.heading = "of the attack"},
               {.heading = "", .align = Column::Align::kLeft}});
  uint64_t most = 1;
  for (const TunePoint& point : tune.points) most = std::max(most, point.rejected);
  const size_t room = style.width > 72 && !tune.incident && !tune.keep_below ? 20 : 8;
  for (size_t i = 0; i < tune.points.size(); ++i) {
    const TunePoint& point = tune.points[i];
    const std::string attack =
        tune.incident ? percent(tune.incident->points[i].rejected, tune.incident->requests) : "";
    table.add({tuned_rate(tune, point.limit), grouped(point.rejected),
               percent(point.rejected, tune.requests), grouped(point.rejected_successes),
               grouped(point.keys), grouped(point.good_keys),
               point.busiest ? busiest_of(tune, point) : "", attack,
               bar(point.rejected, most, room) + (tune.knee == i ? " knee" : "")});
  }
  return heading(style, "What each limit rejects", "with as many requests at once") +
         table.text(style);
}

std::string heat(const LimitTune& tune, const Style& style) {
  if (!tune.heat || tune.heat->cells.size() < 2) return {};
  const simulate::HeatMap& found = *tune.heat;
  HeatMap map{.corner = "at once"};
  for (const uint64_t rate : found.rates) map.columns.push_back(tuned_rate(tune, rate));
  for (size_t burst = 0; burst < found.at_once.size(); ++burst) {
    HeatRow& row = map.rows.emplace_back();
    row.name = grouped(found.at_once[burst]);
    row.whole = tune.requests;
    row.largest = tune.good_keys;
    for (size_t rate = 0; rate < found.rates.size(); ++rate) {
      const auto& cell = found.cells[rate * found.at_once.size() + burst];
      row.cells.push_back({.part = cell.rejected, .shaded_by = cell.good_keys});
    }
  }
  return heading(style, "Rate and number at once",
                 "share of the requests rejected; the darker, the more of the good keys") +
         heat_map(map, style);
}

std::string groups(const LimitTune& tune, const Style& style) {
  Table table({{.heading = "group", .align = Column::Align::kLeft, .shrinks_to = 12},
               {.heading = "requests"},
               {.heading = "keys"},
               {.heading = "rejected"},
               {.heading = "share"},
               {.heading = "limit alone"},
               {.heading = "rejects"}});
  for (size_t i = 0; i < tune.groups.size() && i < tune.top; ++i) {
    const simulate::TuneGroup& row = tune.groups[i];
    std::vector<std::string> cells{printable(row.group), grouped(row.requests), grouped(row.keys)};
    const auto& both = row.at_suggestion;
    cells.push_back(both ? grouped(both->rejected) : "");
    cells.push_back(both ? percent(both->rejected, row.requests) : "");
    cells.push_back(row.alone ? tuned_rate(tune, row.alone->limit) : "");
    cells.push_back(row.alone ? grouped(row.alone->rejected) : "");
    table.add(cells);
  }
  if (table.empty()) return {};
  std::string text =
      heading(style, "Groups",
              tune.suggestion ? "under the limit suggested for all, and alone" : "") +
      table.text(style);
  if (tune.groups.size() > tune.top) {
    text += fmt::format("  and {} more\n", grouped(tune.groups.size() - tune.top));
  }
  return text;
}

std::string peaks(const LimitTune& tune, const Style& style) {
  Table table({{.heading = "within"},
               {.heading = "half"},
               {.heading = "90%"},
               {.heading = "99%"},
               {.heading = "99.9%"},
               {.heading = "most"}});
  for (const simulate::PeakRow& row : tune.peaks) {
    table.add({to_string(row.window), grouped(row.p50), grouped(row.p90), grouped(row.p99),
               grouped(row.p999), grouped(row.max)});
  }
  return heading(style, "Peaks", "of the keys, each at its busiest") + table.text(style);
}

std::string neediest(const LimitTune& tune, const Style& style) {
  Table table({{.heading = "key", .align = Column::Align::kLeft, .shrinks_to = 15},
               {.heading = "requests"},
               {.heading = "needs"}});
  for (const simulate::TuneKey& row : tune.neediest) {
    table.add({printable(row.key), grouped(row.requests), tuned_rate(tune, row.need)});
  }
  if (table.empty()) return {};
  return heading(style, "Who needs most") + table.text(style);
}

std::string notes(const LimitTune& tune, const Style& style) {
  simulate::Results results;
  results.totals.requests = tune.requests;
  results.first = tune.first;
  results.last = tune.last;
  results.reading = tune.reading;
  results.caveats = tune.caveats;
  const std::string caveats = caveats_section(results, style);
  return (caveats.empty() ? "" : "\n" + caveats) + "\n" + reading_section(results, style);
}

Json json_point(const TunePoint& point) {
  Json out{{"limit", point.limit},
           {"rejected", point.rejected},
           {"rejected_successes", point.rejected_successes},
           {"keys", point.keys},
           {"good_keys", point.good_keys}};
  if (point.busiest) out["busiest"] = *point.busiest;
  return out;
}

Json json_points(const std::vector<TunePoint>& points) {
  Json list = Json::array();
  for (const TunePoint& point : points) list.push_back(json_point(point));
  return list;
}

Json json_heat(const simulate::HeatMap& heat) {
  Json cells = Json::array();
  for (size_t i = 0; i < heat.cells.size(); ++i) {
    cells.push_back({{"rate", heat.rates[i / heat.at_once.size()]},
                     {"at_once", heat.at_once[i % heat.at_once.size()]},
                     {"rejected", heat.cells[i].rejected},
                     {"good_keys", heat.cells[i].good_keys}});
  }
  return cells;
}

Json json_groups(const LimitTune& tune) {
  const auto point = [](const std::optional<TunePoint>& one) {
    return one ? json_point(*one) : Json();
  };
  Json list = Json::array();
  for (const simulate::TuneGroup& row : tune.groups) {
    list.push_back({{"group", row.group},
                    {"requests", row.requests},
                    {"keys", row.keys},
                    {"good_keys", row.good_keys},
                    {"at_suggestion", point(row.at_suggestion)},
                    {"alone", point(row.alone)}});
  }
  return list;
}

Json json_incident(const simulate::TuneIncident& incident) {
  return {{"requests", incident.requests},
          {"keys", incident.keys},
          {"at_suggestion", incident.at_suggestion ? json_point(*incident.at_suggestion) : Json()},
          {"points", json_points(incident.points)}};
}

}  // namespace

std::string tuned_rate(const LimitTune& tune, uint64_t limit) {
  return to_string(Rate{static_cast<int64_t>(limit), tune.per});
}

std::string tune_sentence(const LimitTune& tune) {
  if (tune.requests == 0) return "No requests.";
  std::string text =
      fmt::format("{} of {} over {}: {}", counted(tune.requests, "request"),
                  counted(tune.keys, "key"), approximate(tune.last - tune.first), verdict(tune));
  if (tune.partial) text += " Partial: stopped before the end of the log.";
  return text;
}

std::string tune_goal(const LimitTune& tune) {
  if (tune.keep_below) return fmt::format("all keys below {}", to_string(*tune.keep_below));
  return fmt::format("at most {} of the good keys blocked", to_string(tune.block_at_most));
}

std::string tune_setting(const LimitTune& tune) {
  const std::string by = tune.group_by.empty() ? "" : ", group " + printable(tune.group_by);
  return fmt::format("key {}{}, {} UTC, {}", printable(tune.key), by,
                     span_of(tune.first, tune.last), tune_goal(tune));
}

std::string tune_bounds(const LimitTune& tune) {
  if (!tune.clumped || !tune.suggestion) return {};
  const uint64_t spread = tune.suggestion->rejected;
  const uint64_t most = std::max(spread, *tune.clumped);
  if ((most - std::min(spread, *tune.clumped)) * 100 <= most) return {};
  return fmt::format(
      "the log has whole seconds: the suggested limit rejects {} with the requests of a second "
      "spread over it, {} with all of them at its beginning.",
      grouped(spread), grouped(*tune.clumped));
}

std::string limit_tune_text(const LimitTune& tune, Product product, const Style& style) {
  std::string text = headline(tune, style);
  if (tune.requests == 0) return text + notes(tune, style);
  if (tune.suggestion) text += "\n" + to_paste(limit_lines(tune, product), style);
  for (const auto section :
       {between, curve, tune_curve_section, heat, groups, tune_needs_section, peaks, neediest}) {
    const std::string part = section(tune, style);
    if (!part.empty()) text += "\n" + part;
  }
  return text + notes(tune, style);
}

std::string limit_tune_json(const LimitTune& tune, Product product) {
  const bool any = tune.requests > 0;
  Json document;
  document["schema_version"] = 1;
  document["key"] = tune.key;
  document["per_ns"] = tune.per.ns;
  document["partial"] = tune.partial;
  document["first"] = any ? Json(json_moment(tune.first)) : Json();
  document["last"] = any ? Json(json_moment(tune.last)) : Json();
  document["requests"] = tune.requests;
  document["keys"] = tune.keys;
  document["good_keys"] = tune.good_keys;
  document["block_at_most_ppm"] = tune.block_at_most.ppm;
  document["suggestion"] = tune.suggestion ? json_point(*tune.suggestion) : Json();
  document["suggestion_clumped"] = tune.clumped ? Json(*tune.clumped) : Json();
  document["to_paste"] = tune.suggestion ? Json(limit_lines(tune, product)) : Json();
  if (tune.keep_below) document["keep_below"] = to_string(*tune.keep_below);
  document["points"] = json_points(tune.points);
  document["knee"] = tune.knee ? Json(tune.points[*tune.knee].limit) : Json();
  if (tune.heat) document["heat"] = json_heat(*tune.heat);
  if (tune.incident) document["incident"] = json_incident(*tune.incident);
  document["peaks"] = Json::array();
  for (const simulate::PeakRow& row : tune.peaks) {
    document["peaks"].push_back({{"window_ns", row.window.ns},
                                 {"p50", row.p50},
                                 {"p90", row.p90},
                                 {"p99", row.p99},
                                 {"p999", row.p999},
                                 {"max", row.max}});
  }
  document["neediest"] = Json::array();
  for (const simulate::TuneKey& row : tune.neediest) {
    document["neediest"].push_back(
        {{"key", row.key}, {"requests", row.requests}, {"need", row.need}});
  }
  if (!tune.group_by.empty()) {
    document["group_by"] = tune.group_by;
    document["groups"] = json_groups(tune);
  }
  document["caveats"] = json_caveats(tune.caveats);
  document["reading"] = json_reading(tune.reading);
  return to_document(document);
}

}  // namespace gw::report
