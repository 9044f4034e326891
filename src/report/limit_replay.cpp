#include "report/limit_replay.hpp"

#include <fmt/core.h>

#include "base/text.hpp"
#include "report/json_parts.hpp"
#include "report/number.hpp"
#include "report/over_time.hpp"
#include "report/simulate_sections.hpp"
#include "report/table.hpp"

namespace gw::report {

namespace {

using simulate::LimitReplay;

constexpr size_t kGroupsShown = 20;

uint64_t rejected(const LimitReplay& replay) {
  return replay.results.totals.groups[simulate::Group::kRejected];
}

std::string headline(const LimitReplay& replay, const Style& style) {
  std::string text =
      painted(style, Paint::kBold, wrapped(limit_replay_sentence(replay), style.width, 0)) + "\n";
  return text + painted(style, Paint::kDim, wrapped(limit_replay_setting(replay), style.width, 0)) +
         "\n";
}

std::string bounds(const LimitReplay& replay, const Style& style) {
  const std::string text = limit_replay_bounds(replay);
  if (text.empty()) return {};
  return heading(style, "Between") + "  " + wrapped(text, style.width, 2) + "\n";
}

std::string shared(const LimitReplay& replay, const Style& style) {
  const std::string text = limit_replay_shared(replay);
  if (text.empty()) return {};
  return heading(style, "Counted together") + "  " + wrapped(text, style.width, 2) + "\n";
}

std::string returned(const LimitReplay& replay, const Style& style) {
  const std::string text = limit_replay_returned(replay);
  if (text.empty()) return {};
  return heading(style, "Who came back") + "  " + wrapped(text, style.width, 2) + "\n";
}

std::string groups(const LimitReplay& replay, const Style& style) {
  Table table({{.heading = "group", .align = Column::Align::kLeft, .shrinks_to = 12},
               {.heading = "requests"},
               {.heading = "rejected"},
               {.heading = "share"},
               {.heading = "delayed"}});
  for (size_t i = 0; i < replay.groups.size() && i < kGroupsShown; ++i) {
    const simulate::GroupRow& row = replay.groups[i];
    table.add({printable(row.group), grouped(row.counts.requests), grouped(row.counts.rejected),
               percent(row.counts.rejected, row.counts.requests),
               row.counts.delayed == 0 ? "" : grouped(row.counts.delayed)});
  }
  if (table.empty()) return {};
  std::string text = heading(style, "Groups") + table.text(style);
  if (replay.groups.size() > kGroupsShown) {
    text += fmt::format("  and {} more\n", grouped(replay.groups.size() - kGroupsShown));
  }
  return text;
}

Json json_counts(const simulate::LimitCounts& counts) {
  return {
      {"requests", counts.requests}, {"rejected", counts.rejected}, {"delayed", counts.delayed}};
}

Json json_shared(const simulate::SharedCounts& shared) {
  Json json = json_counts(shared.counts);
  json["keys_rejected"] = shared.keys_rejected;
  return json;
}

Json json_returned(const simulate::Returned& back) {
  return {{"requests", back.requests},
          {"attempts", back.attempts},
          {"let_through", back.let_through},
          {"waits", json_delays(back.waits.summary())}};
}

}  // namespace

std::string limit_replay_sentence(const LimitReplay& replay) {
  const simulate::Results& results = replay.results;
  if (results.totals.requests == 0) return "No requests.";
  std::string text =
      fmt::format("{} of {} over {}: {} rejected", counted(results.totals.requests, "request"),
                  counted(results.hit.clients, "key"), approximate(results.last - results.first),
                  with_percent(rejected(replay), results.totals.requests));
  if (results.totals.delayed > 0) {
    text +=
        fmt::format(", {} delayed", with_percent(results.totals.delayed, results.totals.requests));
  }
  if (replay.partial) text += "; partial: stopped before the end of the log";
  return text + ".";
}

std::string limit_replay_setting(const LimitReplay& replay) {
  std::string text = fmt::format("{}, key {}", replay.limit, printable(replay.key));
  const std::string replicas =
      replicas_text(replay.results.replicas, replay.results.by_file,
                    replay.results.leased ? replay.results.leased->permits : 0);
  if (!replicas.empty()) text += ", " + replicas;
  if (replay.results.totals.requests > 0) {
    text += ", " + span_of(replay.results.first, replay.results.last) + " UTC";
  }
  return text;
}

std::string limit_replay_bounds(const LimitReplay& replay) {
  if (!replay.clumped) return {};
  const simulate::LimitCounts& other = *replay.clumped;
  const bool matters = differ(rejected(replay), other.rejected) ||
                       differ(replay.results.totals.delayed, other.delayed);
  if (!matters) return {};
  std::string text = fmt::format(
      "the log has whole seconds: {} rejected with the requests of a second spread over it, {} "
      "with all of them at its beginning",
      grouped(rejected(replay)), grouped(other.rejected));
  if (replay.results.totals.delayed + other.delayed > 0) {
    text += fmt::format("; {} and {} delayed", grouped(replay.results.totals.delayed),
                        grouped(other.delayed));
  }
  return text + ".";
}

std::string limit_replay_shared(const LimitReplay& replay) {
  if (!replay.shared) return {};
  const simulate::SharedCounts& shared = *replay.shared;
  const bool leased = replay.results.leased.has_value();
  return fmt::format("the {}, each {}, reject {} of {}; {} would reject {} of {}.",
                     counted(replay.results.replicas, replay.results.by_file ? "node" : "replica"),
                     leased ? "with leases of one count" : "counting for itself",
                     counted(rejected(replay), "request"),
                     counted(replay.results.hit.clients_rejected, "key"),
                     leased ? "without leases it" : "one count for all of them",
                     with_percent(shared.counts.rejected, shared.counts.requests),
                     counted(shared.keys_rejected, "key"));
}

std::string limit_replay_returned(const LimitReplay& replay) {
  if (!replay.returned || replay.returned->requests == 0) return {};
  const simulate::Returned& back = *replay.returned;
  const simulate::QueueDelays waits = back.waits.summary();
  std::string text = fmt::format(
      "{} refused at first came back {}, and the gateway saw {} of the log's requests",
      counted(back.requests, "request"), counted(back.attempts, "time"),
      percent(replay.results.totals.requests + back.attempts, replay.results.totals.requests));
  text += fmt::format("; {} got through in the end", with_percent(back.let_through, back.requests));
  if (back.let_through > 0) {
    text += fmt::format(", half of them within {}, the last after {}", approximate(waits.p50),
                        approximate(waits.max));
  }
  return text + ".";
}

std::string limit_replay_text(const LimitReplay& replay, const Style& style) {
  std::string text = headline(replay, style);
  const auto add = [&](const std::string& part) {
    if (!part.empty()) text += "\n" + part;
  };
  if (replay.results.totals.requests == 0) {
    return text + "\n" + reading_section(replay.results, style);
  }
  add(bounds(replay, style));
  add(shared(replay, style));
  add(returned(replay, style));
  add(over_time(replay.results, style));
  add(hit_section(replay.results, style, "key"));
  add(groups(replay, style));
  add(caveats_section(replay.results, style));
  add(reading_section(replay.results, style));
  return text;
}

std::string limit_replay_json(const LimitReplay& replay) {
  const simulate::Results& results = replay.results;
  const bool any = results.totals.requests > 0;
  Json document;
  document["schema_version"] = 1;
  document["limit"] = replay.limit;
  document["key"] = replay.key;
  document["replicas"] = results.replicas;
  document["nodes_by_file"] = results.by_file;
  document["partial"] = replay.partial;
  document["first"] = any ? Json(json_moment(results.first)) : Json();
  document["last"] = any ? Json(json_moment(results.last)) : Json();
  document["totals"] =
      json_counts({results.totals.requests, rejected(replay), results.totals.delayed});
  document["clumped"] = replay.clumped ? json_counts(*replay.clumped) : Json();
  document["shared"] = replay.shared ? json_shared(*replay.shared) : Json();
  document["leases"] = json_leased(results);
  document["returned"] = replay.returned ? json_returned(*replay.returned) : Json();
  document["hit"] = json_hit(results);
  document["queue_delays"] = json_delays(results.delays);
  Json rows = Json::array();
  for (const simulate::GroupRow& row : replay.groups) {
    Json object{{"group", row.group}};
    object.update(json_counts(row.counts));
    rows.push_back(std::move(object));
  }
  document["groups"] = std::move(rows);
  document["caveats"] = json_caveats(results.caveats);
  document["reading"] = json_reading(results.reading);
  document["series"] = json_series(results.series);
  return to_document(document);
}

}  // namespace gw::report
