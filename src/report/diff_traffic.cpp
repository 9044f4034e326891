#include "report/diff_traffic.hpp"

#include <fmt/core.h>

#include "base/text.hpp"
#include "report/diff_words.hpp"
#include "report/json_parts.hpp"
#include "report/number.hpp"
#include "report/simulate_sections.hpp"
#include "report/table.hpp"

namespace gw::report {

namespace {

using simulate::TrafficChange;

// Rows of the table of endings; JSON has them all.
constexpr size_t kMostEndings = 30;

std::string route_of(const simulate::ChangedEndings& row) {
  if (row.route_before.empty()) return printable(row.route_after);
  if (row.route_after.empty() || row.route_after == row.route_before) {
    return printable(row.route_before);
  }
  return printable(row.route_before) + " → " + printable(row.route_after);
}

std::string endings_table(const TrafficChange& traffic, const Style& style) {
  Table table({{.heading = "requests"},
               {.heading = "were ok"},
               {.heading = "before", .align = Column::Align::kLeft},
               {.heading = "now", .align = Column::Align::kLeft},
               {.heading = "route", .align = Column::Align::kLeft, .shrinks_to = 16}});
  for (size_t i = 0; i < traffic.endings.size() && i < kMostEndings; ++i) {
    const simulate::ChangedEndings& row = traffic.endings[i];
    table.add(
        {grouped(row.requests), row.recorded_success == 0 ? "" : grouped(row.recorded_success),
         std::string(name(row.before.reason)), std::string(name(row.after.reason)), route_of(row)});
  }
  std::string out = table.text(style);
  if (traffic.endings.size() > kMostEndings) {
    out += fmt::format("  and {}\n", counted(traffic.endings.size() - kMostEndings, "more row"));
  }
  return out;
}

std::string clients_table(const TrafficChange& traffic, const Style& style) {
  Table table({{.heading = "client", .align = Column::Align::kLeft, .shrinks_to = 12},
               {.heading = "newly refused"},
               {.heading = "were ok"},
               {.heading = "first"}});
  for (const simulate::NewlyRefused& row : traffic.top) {
    table.add({printable(row.client),
               fmt::format("{} of {}", grouped(row.refused), grouped(row.requests)),
               row.recorded_success == 0 ? "" : grouped(row.recorded_success),
               moment(traffic.after, row.first)});
  }
  std::string out = table.text(style);
  const uint64_t more = traffic.clients_newly_refused - traffic.top.size();
  if (more > 0 && !traffic.top.empty()) {
    out += fmt::format("  and {}\n", counted(more, "more client"));
  }
  return out;
}

std::string keys_table(const TrafficChange& traffic, const Style& style) {
  Table table({{.heading = "limit", .align = Column::Align::kLeft, .shrinks_to = 12},
               {.heading = "key", .align = Column::Align::kLeft, .shrinks_to = 12},
               {.heading = "newly refused"},
               {.heading = "were ok"},
               {.heading = "first"}});
  for (const simulate::NewlyRefusedKey& row : traffic.keys) {
    table.add({printable(row.limit), printable(row.key),
               fmt::format("{} of {}", grouped(row.refused), grouped(row.requests)),
               row.recorded_success == 0 ? "" : grouped(row.recorded_success),
               moment(traffic.after, row.first)});
  }
  std::string out = table.text(style);
  const uint64_t more = traffic.keys_newly_refused - traffic.keys.size();
  if (more > 0 && !traffic.keys.empty()) {
    out += fmt::format("  and {}\n", counted(more, "more key"));
  }
  return out;
}

Json json_keys(const TrafficChange& traffic) {
  Json keys = Json::array();
  for (const simulate::NewlyRefusedKey& row : traffic.keys) {
    keys.push_back({{"limit", row.limit},
                    {"key", row.key},
                    {"requests", row.requests},
                    {"newly_refused", row.refused},
                    {"recorded_success", row.recorded_success},
                    {"first", json_moment(row.first)}});
  }
  return keys;
}

std::string markdown_keys(const TrafficChange& traffic) {
  if (traffic.keys.empty()) return {};
  std::string out = "\n| limit | key | newly refused | of | were ok |\n|---|---|--:|--:|--:|\n";
  for (const simulate::NewlyRefusedKey& row : traffic.keys) {
    out += fmt::format("| {} | {} | {} | {} | {} |\n", markdown_code(printable(row.limit)),
                       markdown_code(printable(row.key)), grouped(row.refused),
                       grouped(row.requests), grouped(row.recorded_success));
  }
  return out;
}

nlohmann::ordered_json json_ending(const simulate::Ending& ending, const std::string& route) {
  return {{"route", route.empty() ? Json(nullptr) : Json(route)}, {"outcome", name(ending.reason)}};
}

}  // namespace

std::string traffic_headline(const TrafficChange& traffic) {
  const std::string end =
      traffic.after.partial ? "; partial: stopped before the end of the log." : ".";
  if (traffic.requests == 0) return "No requests" + end;
  std::string out = fmt::format("{}, {} UTC: ", counted(traffic.requests, "request"),
                                span_of(traffic.after.first, traffic.after.last));
  if (traffic.changed == 0) {
    out += "all end as before";
  } else {
    out += fmt::format("{} end in another way", with_percent(traffic.changed, traffic.requests));
  }
  if (traffic.newly_refused > 0) {
    out += fmt::format(", {} newly refused ({} of them recorded as successes) from {} of {}",
                       grouped(traffic.newly_refused), grouped(traffic.newly_refused_success),
                       grouped(traffic.clients_newly_refused), counted(traffic.clients, "client"));
  }
  if (traffic.newly_let_through > 0) {
    out += fmt::format(", {} newly let through", grouped(traffic.newly_let_through));
  }
  if (traffic.delayed_before != traffic.delayed_after) {
    out += fmt::format(", {} delayed instead of {}", grouped(traffic.delayed_after),
                       grouped(traffic.delayed_before));
  }
  return out + end;
}

std::string traffic_text(const TrafficChange& traffic, const Style& style) {
  std::string out =
      painted(style, Paint::kBold, wrapped(traffic_headline(traffic), style.width, 0)) + "\n";
  const auto add = [&](const std::string& section) {
    if (!section.empty()) out += "\n" + section;
  };
  if (!traffic.endings.empty()) {
    add(heading(style, "What ends in another way") + endings_table(traffic, style));
  }
  if (!traffic.top.empty()) {
    add(heading(style, "Who is newly refused") + clients_table(traffic, style));
  }
  if (!traffic.keys.empty()) {
    add(heading(style, "By which limit and key") + keys_table(traffic, style));
  }
  add(caveats_section(traffic.after, style));
  add(reading_section(traffic.after, style));
  return out;
}

nlohmann::ordered_json traffic_json(const TrafficChange& traffic) {
  Json endings = Json::array();
  for (const simulate::ChangedEndings& row : traffic.endings) {
    endings.push_back({{"before", json_ending(row.before, row.route_before)},
                       {"after", json_ending(row.after, row.route_after)},
                       {"requests", row.requests},
                       {"recorded_success", row.recorded_success}});
  }
  Json clients = Json::array();
  for (const simulate::NewlyRefused& row : traffic.top) {
    clients.push_back({{"client", row.client},
                       {"requests", row.requests},
                       {"newly_refused", row.refused},
                       {"recorded_success", row.recorded_success},
                       {"first", json_moment(row.first)}});
  }
  return {{"partial", traffic.after.partial},
          {"requests", traffic.requests},
          {"changed", traffic.changed},
          {"newly_refused", traffic.newly_refused},
          {"newly_refused_recorded_success", traffic.newly_refused_success},
          {"newly_let_through", traffic.newly_let_through},
          {"delayed_before", traffic.delayed_before},
          {"delayed_after", traffic.delayed_after},
          {"clients", traffic.clients},
          {"clients_newly_refused", traffic.clients_newly_refused},
          {"outcomes", std::move(endings)},
          {"top", std::move(clients)},
          {"keys_newly_refused", traffic.keys_newly_refused},
          {"keys", json_keys(traffic)},
          {"caveats", json_caveats(traffic.after.caveats)},
          {"reading", json_reading(traffic.after.reading)}};
}

std::string traffic_markdown(const TrafficChange& traffic) {
  std::string out = traffic_headline(traffic) + "\n";
  if (!traffic.endings.empty()) {
    out += "\n| requests | were ok | before | now | route |\n|--:|--:|---|---|---|\n";
  }
  for (size_t i = 0; i < traffic.endings.size() && i < kMostEndings; ++i) {
    const simulate::ChangedEndings& row = traffic.endings[i];
    out += fmt::format("| {} | {} | {} | {} | {} |\n", grouped(row.requests),
                       grouped(row.recorded_success), name(row.before.reason),
                       name(row.after.reason), markdown_code(route_of(row)));
  }
  if (!traffic.top.empty()) {
    out += "\n| client | newly refused | of | were ok |\n|---|--:|--:|--:|\n";
  }
  for (const simulate::NewlyRefused& row : traffic.top) {
    out += fmt::format("| {} | {} | {} | {} |\n", markdown_code(printable(row.client)),
                       grouped(row.refused), grouped(row.requests), grouped(row.recorded_success));
  }
  out += markdown_keys(traffic);
  if (traffic.after.caveats.empty()) return out;
  out += "\nWhat the log cannot tell:\n\n";
  for (const simulate::Caveat& caveat : traffic.after.caveats) {
    out +=
        fmt::format("- {} ({} of {})\n", caveat.message, grouped(caveat.count), grouped(caveat.of));
  }
  return out;
}

}  // namespace gw::report
