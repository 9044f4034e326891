#include "report/replay.hpp"

#include <fmt/core.h>

#include "base/text.hpp"
#include "report/number.hpp"
#include "report/table.hpp"

namespace gw::report {

namespace {

using simulate::ReplayReport;

constexpr size_t kShown = 20;

std::string headline(const ReplayReport& replay) {
  std::string text =
      fmt::format("{} replayed from {} under {}: ", counted(replay.compared, "request"),
                  counted(replay.steps, "recorded step"), counted(replay.plans, "configuration"));
  if (replay.compared == 0) return text + "nothing to compare.";
  if (replay.differing == 0) return text + "every verdict is the one that the client saw.";
  return text + fmt::format("{} differ from what the client saw.",
                            with_percent(replay.differing, replay.compared));
}

std::string state_sentence(const ReplayReport& replay) {
  if (replay.gap) {
    return fmt::format(
        "The recording has a gap from step {} on ({}): {} after it and the final state were not "
        "compared.",
        grouped(replay.gap->seq), printable(replay.gap->reason),
        counted(replay.after_gap, "request"));
  }
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

std::string differences(const ReplayReport& replay, const Style& style) {
  constexpr auto kLeft = Column::Align::kLeft;
  Table table({{.heading = "arrived", .align = kLeft},
               {.heading = "request", .align = kLeft, .shrinks_to = 16},
               {.heading = "recorded", .align = kLeft, .shrinks_to = 20},
               {.heading = "replayed", .align = kLeft, .shrinks_to = 20}});
  for (const simulate::Difference& difference : replay.differences) {
    if (&difference - replay.differences.data() == kShown) break;
    table.add({to_rfc3339(difference.arrived, 3).substr(11, 12),
               printable(difference.method + " " + difference.target), verdict(difference.recorded),
               verdict(difference.replayed)});
  }
  if (table.empty()) return {};
  std::string text = "\n" + painted(style, Paint::kBold, "Differences") + "\n" + table.text(style);
  if (replay.differing > kShown) {
    text += fmt::format("  and {}\n", counted(replay.differing - kShown, "more difference"));
  }
  return text;
}

}  // namespace

std::string replay_text(const ReplayReport& replay, const Style& style) {
  return painted(style, Paint::kBold, wrapped(headline(replay), style.width, 0)) + "\n" +
         wrapped(state_sentence(replay), style.width, 0) + "\n" + differences(replay, style);
}

}  // namespace gw::report
