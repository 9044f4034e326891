#include "report/simulate_text.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <vector>

#include "report/number.hpp"
#include "report/over_time.hpp"
#include "report/simulate_sections.hpp"
#include "report/sparkline.hpp"
#include "report/table.hpp"

namespace gw::report {

namespace {

using simulate::Group;
using simulate::Results;

// "112 (5.6%) rejected".
std::string share(const Results& results, Group group, std::string_view what) {
  return fmt::format("{} {}", with_percent(results.totals.groups[group], results.totals.requests),
                     what);
}

std::string headline(const Results& results, const Style& style) {
  if (results.totals.requests == 0) return painted(style, Paint::kBold, "No requests.") + "\n";
  const simulate::GroupCounts& groups = results.totals.groups;
  std::string text =
      fmt::format("{} from {} over {}: {}", counted(results.totals.requests, "request"),
                  counted(results.hit.clients, "client"), approximate(results.last - results.first),
                  share(results, Group::kAnswered, "answered"));
  if (groups[Group::kFailed] > 0) text += ", " + share(results, Group::kFailed, "failed upstream");
  if (groups[Group::kRejected] > 0) text += ", " + share(results, Group::kRejected, "rejected");
  if (groups[Group::kUnrouted] > 0) {
    text += ", " + share(results, Group::kUnrouted, "without a route");
  }
  if (groups[Group::kRejected] == 0) text += "; none rejected";
  if (results.partial) text += "; partial: stopped before the end of the log";
  return painted(style, Paint::kBold, wrapped(text + ".", style.width, 0)) + "\n";
}

std::string setting(const Results& results, const Style& style) {
  std::string text = results.config.empty() ? "gateway" : results.config;
  if (results.totals.requests > 0) text += ", " + span_of(results.first, results.last) + " UTC";
  if (!results.like.empty()) text += ", limits as of " + results.like;
  const std::string replicas = replicas_text(results.replicas, results.by_file,
                                             results.leased ? results.leased->permits : 0);
  if (!replicas.empty()) text += ", " + replicas;
  if (results.totals.retries > 0) text += ", " + counted(results.totals.retries, "retry attempt");
  if (results.totals.shadow_refused > 0) {
    text += fmt::format(", {} that a limit in shadow mode would refuse",
                        counted(results.totals.shadow_refused, "request"));
  }
  return painted(style, Paint::kDim, wrapped(text, style.width, 0)) + "\n";
}

// Empty when it makes no difference where in their second requests stand.
std::string bounds(const Results& results, const Style& style) {
  if (!results.clumped) return {};
  const simulate::GroupCounts& spread = results.totals.groups;
  const simulate::GroupCounts& clumped = results.clumped->groups;
  const uint64_t delayed = results.totals.delayed;
  const bool matters = differ(spread[Group::kRejected], clumped[Group::kRejected]) ||
                       differ(spread[Group::kFailed], clumped[Group::kFailed]) ||
                       differ(delayed, results.clumped->delayed);
  if (!matters) return {};
  std::string text = fmt::format(
      "the log has whole seconds: {} rejected with the requests of a second spread over it, {} "
      "with all of them at its beginning",
      grouped(spread[Group::kRejected]), grouped(clumped[Group::kRejected]));
  const auto add = [&](uint64_t one, uint64_t other, std::string_view what) {
    if (one + other > 0) text += fmt::format("; {} and {} {}", grouped(one), grouped(other), what);
  };
  add(delayed, results.clumped->delayed, "delayed");
  add(spread[Group::kFailed], clumped[Group::kFailed], "failed upstream");
  return heading(style, "Between") + "  " + wrapped(text + ".", style.width, 2) + "\n";
}

std::string outcomes(const Results& results, const Style& style) {
  Table table({{.heading = "requests"},
               {.heading = "within"},
               {.heading = "share"},
               {.heading = "outcome", .align = Column::Align::kLeft},
               {.heading = "status"},
               {.heading = "", .align = Column::Align::kLeft}});
  uint64_t largest = 0;
  for (const auto& row : results.outcomes) largest = std::max(largest, row.requests);
  const size_t room = style.width > 70 ? 24 : 10;
  for (const auto& row : results.outcomes) {
    table.add({grouped(row.requests), row.bound == 0 ? "" : "±" + grouped(row.bound),
               percent(row.requests, results.totals.requests),
               std::string(engine::name(row.reason)), std::to_string(row.status),
               bar(row.requests, largest, room)});
  }
  return table.empty() ? "" : heading(style, "Outcomes") + table.text(style);
}

std::string clients(const Results& results, const Style& style) {
  return hit_section(results, style, "client");
}

}  // namespace

std::string simulation_text(const Results& results, const Style& style) {
  std::string text = headline(results, style) + setting(results, style);
  for (const auto section :
       {bounds, over_time, outcomes, clients, limits_section, routes_section, unrouted_section,
        upstreams_section, breakers_section, caveats_section, reading_section}) {
    const std::string part = section(results, style);
    if (!part.empty()) text += "\n" + part;
  }
  return text;
}

}  // namespace gw::report
