#include "simulate/replay.hpp"

#include <algorithm>
#include <utility>

#include "simulate/arrival_run.hpp"
#include "simulate/slack.hpp"
#include "simulate/step_run.hpp"

namespace gw::simulate {

namespace {

enum class Waits : uint8_t { kCompared, kIgnored };

// What both replays find: `courses` beside the recorded verdicts.
class Comparison {
 public:
  Comparison(const RecordingLog& log, const Courses& courses, Waits waits)
      : log_(log), courses_(courses), waits_(waits) {}

  // `gap` as of the replay with steps. Returns the places of the requests that differ.
  std::vector<size_t> compare(const std::optional<traffic::RecordedGap>& gap) {
    report_.gap = gap;
    report_.plans = courses_.plans.size();
    report_.steps = courses_.steps;
    std::vector<size_t> differing;
    for (size_t i = 0; i < log_.requests.size(); ++i) {
      const traffic::RecordedRequest& request = log_.requests[i];
      if (request.steps.empty()) continue;
      ++report_.requests;
      report_.sampled += courses_.of[i].sampled ? 1 : 0;
      if (gap && request.steps.back().seq >= gap->seq) {
        ++report_.after_gap;
        continue;
      }
      ++report_.compared;
      if (is_equal(i)) {
        ++report_.equal;
      } else {
        differing.push_back(i);
      }
    }
    report_.differing = differing.size();
    return differing;
  }

  ReplayReport list(const std::vector<size_t>& differing, const std::vector<SlackCause>& causes,
                    uint32_t max_listed) {
    for (size_t i = 0; i < differing.size(); ++i) {
      const traffic::RecordedRequest& request = log_.requests[differing[i]];
      report_.explained += causes[i] != SlackCause::kUnexplained ? 1 : 0;
      if (report_.differences.size() >= max_listed) continue;
      report_.differences.push_back({request.ticket, request.method, request.target,
                                     request.arrived, recorded(differing[i]),
                                     seen(courses_.of[differing[i]]), causes[i]});
    }
    std::stable_sort(
        report_.differences.begin(), report_.differences.end(),
        [](const Difference& a, const Difference& b) { return a.arrived < b.arrived; });
    return std::move(report_);
  }

 private:
  SeenVerdict recorded(size_t i) const {
    const traffic::RecordedVerdict& verdict = log_.requests[i].verdict;
    return {verdict.reason, verdict.status, verdict.retry_after_s};
  }

  bool is_equal(size_t i) const {
    if (!courses_.of[i].concluded) return false;
    SeenVerdict replayed = seen(courses_.of[i]);
    if (waits_ == Waits::kIgnored) replayed.retry_after_s = recorded(i).retry_after_s;
    return replayed == recorded(i);
  }

  const RecordingLog& log_;
  const Courses& courses_;
  Waits waits_;
  ReplayReport report_;
};

}  // namespace

Result<ReplayReport> replay_steps(const RecordingLog& log, const CompileRecorded& compile,
                                  const ReplayOptions& options) {
  const Result<Courses> live = run_steps(log, compile, options.hash_key);
  if (!live) return tl::unexpected(live.error());
  Comparison comparison(log, *live, Waits::kCompared);
  const std::vector<size_t> differing = comparison.compare(live->gap);
  ReplayReport report =
      comparison.list(differing, std::vector<SlackCause>(differing.size()), options.max_listed);
  report.digest = live->digest;
  if (log.close) report.recorded_digest = log.close->digest;
  return report;
}

Result<ReplayReport> replay_arrivals(const RecordingLog& log, const CompileRecorded& compile,
                                     const ReplayOptions& options) {
  const Result<Courses> live = run_steps(log, compile, options.hash_key);
  if (!live) return tl::unexpected(live.error());
  const Courses model = run_arrivals(log, *live);
  Comparison comparison(log, model, Waits::kIgnored);
  const std::vector<size_t> differing = comparison.compare(live->gap);
  return comparison.list(differing, explain(*live, model, options.slack, differing),
                         options.max_listed);
}

}  // namespace gw::simulate
