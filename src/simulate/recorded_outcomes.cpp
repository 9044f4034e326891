#include "simulate/recorded_outcomes.hpp"

#include <utility>

namespace gw::simulate {

namespace {

RecordedOutcome outcome_of(const traffic::RecordedStep& finished,
                           const traffic::RecordedStep* head) {
  RecordedOutcome out{.end = attempt_end(finished.end),
                      .status = finished.status,
                      .head_relayed = finished.head_relayed,
                      .can_repeat = finished.can_repeat,
                      .head = std::nullopt,
                      .latency = finished.latency};
  if (head != nullptr) out.head = finished.latency - (finished.now.mono - head->now.mono);
  if (out.end == engine::AttemptEnd::kAborted && head != nullptr && !out.head_relayed) {
    out.end = engine::AttemptEnd::kAnswered;
    out.status = head->status;
    out.head_relayed = true;
  } else if (out.end == engine::AttemptEnd::kAborted || out.end == engine::AttemptEnd::kTimedOut) {
    out.latency = RecordedOutcome::kNever;
  }
  return out;
}

}  // namespace

std::vector<RecordedOutcome> outcomes_of(const traffic::RecordedRequest& request) {
  std::vector<RecordedOutcome> outcomes;
  const traffic::RecordedStep* head = nullptr;
  for (const traffic::RecordedStep& step : request.steps) {
    if (step.event == traffic::StepEvent::kResponseHead) head = &step;
    if (step.event != traffic::StepEvent::kFinished) continue;
    outcomes.push_back(outcome_of(step, std::exchange(head, nullptr)));
  }
  return outcomes;
}

std::optional<Duration> leaving_of(const traffic::RecordedRequest& request) {
  for (const traffic::RecordedStep& step : request.steps) {
    if (step.event != traffic::StepEvent::kCancelled) continue;
    return step.now.mono - request.steps.front().now.mono;
  }
  return std::nullopt;
}

std::map<std::string, std::vector<RecordedOutcome>> outcomes_by_route(const RecordingLog& log) {
  std::map<std::string, std::vector<RecordedOutcome>> by_route;
  for (const traffic::RecordedRequest& request : log.requests) {
    for (const RecordedOutcome& outcome : outcomes_of(request)) {
      if (outcome.latency == RecordedOutcome::kNever) continue;
      by_route[request.verdict.route].push_back(outcome);
    }
  }
  return by_route;
}

}  // namespace gw::simulate
