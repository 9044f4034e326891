#include "report/limit_tune.hpp"

#include <fmt/core.h>

#include <algorithm>

#include "base/text.hpp"
#include "base/units.hpp"
#include "report/json_parts.hpp"
#include "report/number.hpp"
#include "report/simulate_sections.hpp"
#include "report/sparkline.hpp"
#include "report/table.hpp"

namespace gw::report {

namespace {

using simulate::LimitTune;
using simulate::TunePoint;

std::string rate_of(const LimitTune& tune, uint64_t limit) {
  return to_string(Rate{static_cast<int64_t>(limit), tune.per});
}

std::string headline(const LimitTune& tune, const Style& style) {
  if (tune.requests == 0) return painted(style, Paint::kBold, "No requests.") + "\n";
  const TunePoint& point = *tune.suggestion;
  std::string text = fmt::format(
      "{} of {} over {}: {} with as many at once rejects {} of the requests, and {} of {} that "
      "ever succeeded.",
      counted(tune.requests, "request"), counted(tune.keys, "key"),
      approximate(tune.last - tune.first), rate_of(tune, point.limit),
      with_percent(point.rejected, tune.requests), with_percent(point.good_keys, tune.good_keys),
      counted(tune.good_keys, "key"));
  if (tune.partial) text += " Partial: stopped before the end of the log.";
  return painted(style, Paint::kBold, wrapped(text, style.width, 0)) + "\n" +
         painted(style, Paint::kDim,
                 wrapped(fmt::format("key {}, {} UTC, at most {} of the good keys blocked",
                                     printable(tune.key), span_of(tune.first, tune.last),
                                     to_string(tune.block_at_most)),
                         style.width, 0)) +
         "\n";
}

std::string curve(const LimitTune& tune, const Style& style) {
  Table table({{.heading = "limit"},
               {.heading = "rejected"},
               {.heading = "share"},
               {.heading = "were ok"},
               {.heading = "keys"},
               {.heading = "good keys"},
               {.heading = "", .align = Column::Align::kLeft}});
  uint64_t most = 1;
  for (const TunePoint& point : tune.points) most = std::max(most, point.rejected);
  const size_t room = style.width > 72 ? 20 : 8;
  for (const TunePoint& point : tune.points) {
    table.add({rate_of(tune, point.limit), grouped(point.rejected),
               percent(point.rejected, tune.requests), grouped(point.rejected_successes),
               grouped(point.keys), grouped(point.good_keys), bar(point.rejected, most, room)});
  }
  return heading(style, "What each limit rejects", "with as many requests at once") +
         table.text(style);
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
    table.add({printable(row.key), grouped(row.requests), rate_of(tune, row.need)});
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

// What a configuration calls the key; empty when it has no word for it.
std::string config_key(std::string_view key) {
  if (key == "user") return "consumer";
  if (key == "client" || key == "global") return std::string(key);
  const bool is_header =
      key.starts_with("header:") && key.find_first_of("{} #,") == std::string_view::npos;
  return is_header ? fmt::format("'{}'", key) : std::string();
}

Json json_point(const TunePoint& point) {
  return {{"limit", point.limit},
          {"rejected", point.rejected},
          {"rejected_successes", point.rejected_successes},
          {"keys", point.keys},
          {"good_keys", point.good_keys}};
}

}  // namespace

std::string suggested_config(const LimitTune& tune) {
  if (!tune.suggestion) return {};
  std::string text = fmt::format("rate_limit: {{rate: {}, burst: {}",
                                 rate_of(tune, tune.suggestion->limit), tune.suggestion->limit - 1);
  const std::string key = config_key(tune.key);
  if (key.empty()) {
    return text + "}  # the key of a configuration cannot be " + printable(tune.key) + "\n";
  }
  return text + ", key: " + key + "}\n";
}

std::string limit_tune_text(const LimitTune& tune, const Style& style) {
  std::string text = headline(tune, style);
  if (tune.requests == 0) return text + notes(tune, style);
  text += "\n" + heading(style, "To paste") + "  " + suggested_config(tune);
  for (const auto section : {curve, peaks, neediest}) {
    const std::string part = section(tune, style);
    if (!part.empty()) text += "\n" + part;
  }
  return text + notes(tune, style);
}

std::string limit_tune_json(const LimitTune& tune) {
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
  document["points"] = Json::array();
  for (const TunePoint& point : tune.points) document["points"].push_back(json_point(point));
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
  document["caveats"] = json_caveats(tune.caveats);
  document["reading"] = json_reading(tune.reading);
  return to_document(document);
}

}  // namespace gw::report
