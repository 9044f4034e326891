// The page of a tuning, in which a limit is tried by dragging a line along the curve.
#include <fmt/core.h>

#include <array>

#include "base/check.hpp"
#include "base/text.hpp"
#include "report/html_curve.hpp"
#include "report/html_page.hpp"
#include "report/html_parts.hpp"
#include "report/html_table.hpp"
#include "report/html_text.hpp"
#include "report/json_parts.hpp"
#include "report/limit_tune.hpp"
#include "report/number.hpp"

namespace gw::report {

namespace {

using simulate::LimitTune;
using simulate::TunePoint;

constexpr auto kText = HtmlTable::Column::Holds::kText;
constexpr auto kBar = HtmlTable::Column::Holds::kBar;
constexpr std::string_view kCommand = "gw tune limit";

std::string share_of(uint64_t part, uint64_t whole) {
  return fmt::format("{} of {}", percent(part, whole), grouped(whole));
}

std::string busiest_of(const LimitTune& tune, const TunePoint& point) {
  return to_string(Rate{static_cast<int64_t>(point.busiest.value_or(0)), tune.keep_below->per});
}

// The numbers that follow the line, where it stands at first.
std::string figures(const LimitTune& tune, size_t start) {
  const TunePoint& point = tune.curve[start];
  std::vector<HtmlFigure> all{
      {"Limit", tuned_rate(tune, point.limit), "and as many at once", {}, "limit"},
      {"Requests rejected", grouped(point.rejected), share_of(point.rejected, tune.requests),
       "requests", "requests"},
      {"of these, successes", grouped(point.rejected_successes), "as the log has them", {}, "ok"},
      {"Keys rejected", grouped(point.keys), share_of(point.keys, tune.keys), "keys", "keys"},
      {"Good keys rejected", grouped(point.good_keys), share_of(point.good_keys, tune.good_keys),
       "good", "good"}};
  if (tune.incident) {
    const uint64_t rejected = tune.incident->curve[start].rejected;
    all.push_back({"Attack rejected", grouped(rejected),
                   share_of(rejected, tune.incident->requests), "attack", "attack"});
  }
  if (tune.keep_below) {
    all.push_back({"All keys together",
                   busiest_of(tune, point),
                   "let through at most, goal " + to_string(*tune.keep_below),
                   {},
                   "busiest"});
  }
  return html_figures(all);
}

std::string config_begin(const LimitTune& tune, uint64_t limit, std::string_view before,
                         std::string_view between) {
  return fmt::format("{}{}{}{}", before, tuned_rate(tune, limit), between, limit - 1);
}

// The line of gw's configuration for a limit: what stands before, between and after its rate and
// its burst.
std::array<std::string, 3> config_around(const LimitTune& tune, uint64_t limit) {
  LimitTune other = tune;
  other.suggestion = TunePoint{.limit = limit};
  const std::string line(trim(split(limit_lines(other, Product::kGw), '\n').front()));
  const std::string before = "rate_limit: {rate: ";
  const std::string between = ", burst: ";
  const std::string begin = config_begin(tune, limit, before, between);
  GW_CHECK(line.starts_with(begin));
  return {before, between, line.substr(begin.size())};
}

std::string paste(const LimitTune& tune, size_t start) {
  const uint64_t limit = tune.curve[start].limit;
  const auto [before, between, after] = config_around(tune, limit);
  return fmt::format(
      "<div class=\"paste\"><span>To paste</span><code id=\"paste\">{}</code>"
      "<button type=\"button\" id=\"back\" hidden>Back to the {}</button></div>\n",
      html_text(config_begin(tune, limit, before, between) + after),
      tune.suggestion ? "suggestion" : "start");
}

// The suggestion for another product.
std::string paste_for(const LimitTune& tune, Product product) {
  constexpr std::array<std::string_view, 5> kNames{"gw", "nginx", "HAProxy", "Envoy", "Kong"};
  if (product == Product::kGw || !tune.suggestion) return {};
  std::string lines = limit_lines(tune, product);
  if (lines.ends_with('\n')) lines.pop_back();
  std::string body;
  for (const std::string_view line : split(lines, '\n')) {
    body += html_text(line) + "\n";
  }
  return html_section(fmt::format("To paste, for {}", kNames[static_cast<size_t>(product)]),
                      "The suggestion, wherever the line stands.",
                      "<pre tabindex=\"0\"><code>" + body + "</code></pre>\n");
}

std::string limits_table(const LimitTune& tune) {
  HtmlTable table({{"limit"},
                   {"rejected"},
                   {"share"},
                   {"of all", kBar},
                   {"were successes"},
                   {"keys"},
                   {"good keys"}});
  for (const TunePoint& point : tune.curve) {
    table.add({tuned_rate(tune, point.limit), grouped(point.rejected),
               html_text(percent(point.rejected, tune.requests)),
               html_bar({{"rejected", point.rejected}}, tune.requests),
               grouped(point.rejected_successes), grouped(point.keys), grouped(point.good_keys)});
  }
  return table.html("What each limit rejects");
}

std::string curve_section(const LimitTune& tune) {
  const TuneCurve curve = tune_curve(tune);
  const std::string body = figures(tune, curve.start) +
                           fmt::format(
                               "<figure id=\"tuning\">\n{}<figcaption>limit, requests per {} "
                               "(logarithmic scale)</figcaption>\n</figure>\n",
                               html_tune_curve(tune, curve), to_string(tune.per)) +
                           paste(tune, curve.start) +
                           html_details("All limits as a table", limits_table(tune));
  return html_section("What each limit rejects",
                      "Drag the line, or choose it and use the arrow keys. A good key has at "
                      "least one success in the log.",
                      body);
}

// Rates across and numbers at once down, each cell the stronger in colour, the more good keys it
// rejects.
std::string heat(const LimitTune& tune) {
  if (!tune.heat || tune.heat->rates.size() * tune.heat->at_once.size() < 2) return {};
  const simulate::HeatMap& heat = *tune.heat;
  std::vector<std::string> names;
  for (const uint64_t rate : heat.rates) names.push_back(tuned_rate(tune, rate));
  std::vector<HtmlTable::Column> columns{{"at once"}};
  for (const std::string& name : names) columns.push_back({name, HtmlTable::Column::Holds::kHeat});
  HtmlTable table(columns);
  for (size_t burst = 0; burst < heat.at_once.size(); ++burst) {
    std::vector<std::string> cells{grouped(heat.at_once[burst])};
    for (size_t rate = 0; rate < heat.rates.size(); ++rate) {
      const simulate::TuneCell& cell = heat.cells[rate * heat.at_once.size() + burst];
      cells.push_back(html_heat(cell.good_keys, tune.good_keys,
                                percent(cell.rejected, tune.requests),
                                counted(cell.good_keys, "good key") + " rejected"));
    }
    table.add(cells);
  }
  return html_section("Rate and number at once",
                      "The share of the requests that a rate, and another number at once, rejects; "
                      "the stronger the colour, the more of the good keys are rejected.",
                      table.html("Rate and number at once"));
}

std::string peaks(const LimitTune& tune) {
  HtmlTable table(
      {{"within", kText}, {"half of the keys"}, {"90%"}, {"99%"}, {"99.9%"}, {"most of any"}});
  for (const simulate::PeakRow& row : tune.peaks) {
    table.add({to_string(row.window), grouped(row.p50), grouped(row.p90), grouped(row.p99),
               grouped(row.p999), grouped(row.max)});
  }
  return html_section("Peaks",
                      "The most requests of a key within such a time, each at its busiest: at most "
                      "so many for so many of the keys.",
                      table.html("Peaks of the keys"));
}

std::string neediest(const LimitTune& tune) {
  HtmlTable table({{"key", kText}, {"requests"}, {"needs"}, {"compared", kBar}});
  uint64_t most = 1;
  for (const simulate::TuneKey& row : tune.neediest) most = std::max(most, row.need);
  for (const simulate::TuneKey& row : tune.neediest) {
    table.add({html_key(row.key), grouped(row.requests), tuned_rate(tune, row.need),
               html_bar({{"requests", row.need}}, most)});
  }
  if (table.empty()) return {};
  return html_section("Who needs most", "The smallest limit that rejects nothing of a key.",
                      table.html("Keys that need most"));
}

std::string groups(const LimitTune& tune) {
  HtmlTable table({{"group", kText},
                   {"requests"},
                   {"keys"},
                   {"rejected"},
                   {"share"},
                   {"limit alone"},
                   {"rejects"},
                   {"good keys"}});
  for (size_t i = 0; i < tune.groups.size() && i < tune.top; ++i) {
    const simulate::TuneGroup& row = tune.groups[i];
    const auto& both = row.at_suggestion;
    table.add({html_key(row.group), grouped(row.requests), grouped(row.keys),
               both ? grouped(both->rejected) : "",
               both ? percent(both->rejected, row.requests) : "",
               row.alone ? tuned_rate(tune, row.alone->limit) : "",
               row.alone ? grouped(row.alone->rejected) : "",
               row.alone ? grouped(row.alone->good_keys) : ""});
  }
  if (table.empty()) return {};
  std::string more;
  if (tune.groups.size() > tune.top) {
    more = fmt::format(" And {} more.", grouped(tune.groups.size() - tune.top));
  }
  return html_section("Groups",
                      "Under the limit suggested for all, and under one of its own." + more,
                      table.html("Groups of requests"));
}

// What the script reads; see kTuneScript.
std::string data_of(const LimitTune& tune) {
  const TuneCurve curve = tune_curve(tune);
  Json points = Json::array();
  for (const TuneCurve::Place& place : curve.places) {
    const TunePoint& point = *place.point;
    Json row{point.limit,     point.rejected, point.rejected_successes, point.keys,
             point.good_keys, place.x,        place.requests,           place.keys,
             place.good_keys, place.attack};
    const size_t i = points.size();
    row.push_back(tune.incident ? tune.incident->curve[i].rejected : 0);
    row.push_back(tune.keep_below ? busiest_of(tune, point) : "");
    points.push_back(std::move(row));
  }
  const Json data{{"per", tuned_rate(tune, 1).substr(1)},
                  {"requests", tune.requests},
                  {"keys", tune.keys},
                  {"goodKeys", tune.good_keys},
                  {"attack", tune.incident ? tune.incident->requests : 0},
                  {"config", config_around(tune, tune.curve.front().limit)},
                  {"start", curve.start},
                  {"points", std::move(points)}};
  return data.dump(-1, ' ', false, Json::error_handler_t::replace);
}

std::string notes(const LimitTune& tune) {
  const std::string bounds = tune_bounds(tune);
  const std::string between =
      bounds.empty() ? "" : "<p>" + html_text("Between: " + bounds) + "</p>\n";
  return html_section("What the log cannot tell", {}, between + html_caveats(tune.caveats)) +
         html_section("Read", {}, html_reading(tune.reading));
}

}  // namespace

std::string limit_tune_html(const LimitTune& tune, Product product) {
  HtmlPage page{.title = html_title(kCommand, tune.reading), .body = {}};
  if (tune.curve.empty()) {
    page.body = html_head({kCommand, "No requests", tune_sentence(tune), {}}) + notes(tune);
    return to_html(page);
  }
  const std::string title = tune.suggestion
                                ? "Suggested limit: " + tuned_rate(tune, tune.suggestion->limit)
                                : "No limit keeps all keys below " + to_string(*tune.keep_below);
  page.body = html_head({kCommand, title, tune_sentence(tune), tune_setting(tune)}) +
              curve_section(tune) + paste_for(tune, product) + heat(tune) + groups(tune) +
              peaks(tune) + neediest(tune) + notes(tune);
  page.script = kTuneScript;
  page.data = data_of(tune);
  return to_html(page);
}

}  // namespace gw::report
