#include "report/replay.hpp"

#include <fmt/core.h>

#include <algorithm>

#include "base/text.hpp"
#include "report/number.hpp"
#include "report/table.hpp"

namespace gw::report {

namespace {

using simulate::ReplayReport;

constexpr size_t kShown = 20;

std::string headline(const ReplayReport& replay, ReplayedFrom from) {
  std::string text =
      fmt::format("{} replayed from {} under {}: ", counted(replay.compared, "request"),
                  from == ReplayedFrom::kSteps ? counted(replay.steps, "recorded step")
                                               : "arrivals and upstream outcomes alone",
                  counted(replay.plans, "configuration"));
  if (replay.compared == 0) return text + "nothing to compare.";
  if (replay.differing == 0) return text + "every verdict is the one that the client saw.";
  return text + fmt::format("{} differ from what the client saw.",
                            with_percent(replay.differing, replay.compared));
}

std::string gap_sentence(const ReplayReport& replay, ReplayedFrom from) {
  return fmt::format("The recording has a gap from step {} on ({}): {} after it {} not compared.",
                     grouped(replay.gap->seq), printable(replay.gap->reason),
                     counted(replay.after_gap, "request"),
                     from == ReplayedFrom::kSteps ? "and the final state were"
                     : replay.after_gap == 1      ? "was"
                                                  : "were");
}

std::string differences_that_are(const ReplayReport& replay) {
  if (replay.explained == replay.differing) {
    return replay.differing == 1 ? "The difference is" : "All of the differences are";
  }
  return grouped(replay.explained) + " of the differences " +
         (replay.explained == 1 ? "is" : "are");
}

std::string slack_sentences(const ReplayReport& replay) {
  std::string text;
  if (replay.differing > 0) {
    text = fmt::format(
        "{} the clocks' doing: so close to a threshold was the decision, or an earlier one that "
        "it follows from.",
        differences_that_are(replay));
  }
  if (replay.sampled > 0) {
    text += fmt::format("{}{} had an attempt that the recording does not have.",
                        text.empty() ? "" : " ", counted(replay.sampled, "request"));
  }
  return text;
}

// What limits the headline's claim; may be empty.
std::string limits(const ReplayReport& replay, ReplayedFrom from) {
  if (replay.gap) return gap_sentence(replay, from);
  if (from == ReplayedFrom::kArrivals) return slack_sentences(replay);
  if (!replay.recorded_digest) return "The recording does not hold the final state.";
  if (*replay.recorded_digest == replay.digest) {
    return fmt::format("The final state is the same: digest {:016x}.", replay.digest);
  }
  return fmt::format("The final state differs: digest {:016x} recorded, {:016x} replayed.",
                     *replay.recorded_digest, replay.digest);
}

std::string verdict(const simulate::SeenVerdict& seen) {
  if (seen.reason.empty()) return "not ended";
  std::string text = fmt::format("{} {}", seen.status, seen.reason);
  if (seen.retry_after_s > 0) text += fmt::format(", {}s", seen.retry_after_s);
  return text;
}

std::string differences(const ReplayReport& replay, ReplayedFrom from, const Style& style) {
  constexpr auto kLeft = Column::Align::kLeft;
  Table table({{.heading = "arrived", .align = kLeft},
               {.heading = "request", .align = kLeft, .shrinks_to = 16},
               {.heading = "recorded", .align = kLeft, .shrinks_to = 20},
               {.heading = "replayed", .align = kLeft, .shrinks_to = 20},
               {.heading = from == ReplayedFrom::kSteps ? "" : "cause", .align = kLeft}});
  for (const simulate::Difference& difference : replay.differences) {
    if (&difference - replay.differences.data() == kShown) break;
    table.add({to_rfc3339(difference.arrived, 3).substr(11, 12),
               printable(difference.method + " " + difference.target), verdict(difference.recorded),
               verdict(difference.replayed),
               from == ReplayedFrom::kSteps ? "" : std::string(name(difference.cause))});
  }
  if (table.empty()) return {};
  std::string text = "\n" + painted(style, Paint::kBold, "Differences") + "\n" + table.text(style);
  const uint64_t shown = std::min<uint64_t>(kShown, replay.differences.size());
  if (replay.differing > shown) {
    text += fmt::format("  and {}\n", counted(replay.differing - shown, "more difference"));
  }
  return text;
}

}  // namespace

std::string replay_text(const ReplayReport& replay, ReplayedFrom from, const Style& style) {
  const std::string limit = wrapped(limits(replay, from), style.width, 0);
  return painted(style, Paint::kBold, wrapped(headline(replay, from), style.width, 0)) + "\n" +
         limit + (limit.empty() ? "" : "\n") + differences(replay, from, style);
}

}  // namespace gw::report
