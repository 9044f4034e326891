#include <algorithm>
#include <unordered_map>
#include <utility>
#include <variant>

#include "engine/advance.hpp"
#include "simulate/replay.hpp"

namespace gw::simulate {

namespace {

// A place in the one order: a step of a request, or a plan that takes effect.
struct Place {
  static constexpr uint32_t kPlan = UINT32_MAX;

  uint64_t seq = 0;
  uint32_t request = kPlan;
  uint32_t index = 0;  // of the step, or of the plan
};

std::vector<Place> order_of(const RecordingLog& log) {
  std::vector<Place> order;
  for (uint32_t i = 0; i < log.plans.size(); ++i) {
    order.push_back({log.plans[i].seq, Place::kPlan, i});
  }
  for (uint32_t i = 0; i < log.requests.size(); ++i) {
    const std::vector<traffic::RecordedStep>& steps = log.requests[i].steps;
    for (uint32_t step = 0; step < steps.size(); ++step)
      order.push_back({steps[step].seq, i, step});
  }
  std::sort(order.begin(), order.end(),
            [](const Place& a, const Place& b) { return a.seq < b.seq; });
  return order;
}

engine::Event event_of(const traffic::RecordedStep& step) {
  switch (step.event) {
    case traffic::StepEvent::kArrived:
      return engine::Arrived{};
    case traffic::StepEvent::kResponseHead:
      return engine::ResponseHead{step.attempt, step.status};
    case traffic::StepEvent::kFinished:
      return engine::Finished{step.attempt,      attempt_end(step.end), step.status,
                              step.head_relayed, step.can_repeat,       step.latency};
    case traffic::StepEvent::kCancelled:
      return engine::Cancelled{};
    case traffic::StepEvent::kWoke:
      return engine::Woke{};
  }
  return engine::Woke{};
}

class StepReplay {
 public:
  StepReplay(const RecordingLog& log, const CompileRecorded& compile, const ReplayOptions& options)
      : log_(log), compile_(compile), options_(options), seen_(log.requests.size()) {}

  Result<ReplayReport> run() {
    report_.gap = log_.gap;
    uint64_t next_seq = 0;
    for (const Place& place : order_of(log_)) {
      if (place.seq != next_seq) miss(next_seq, "steps are missing");
      if (report_.gap && place.seq >= report_.gap->seq) break;
      const Result<void> done =
          place.request == Place::kPlan ? adopt(log_.plans[place.index]) : take(place);
      if (!done) return tl::unexpected(done.error());
      next_seq = place.seq + 1;
      ++report_.steps;
    }
    if (log_.close && log_.close->last_seq + 1 != next_seq) miss(next_seq, "steps are missing");
    if (!log_.close && !report_.gap) miss(next_seq, "the recording stops without its last line");
    compare_all();
    if (state_) report_.digest = state_->digest(now_);
    if (log_.close) report_.recorded_digest = log_.close->digest;
    return std::move(report_);
  }

 private:
  struct Seen {
    bool concluded = false;
    SeenVerdict verdict;
  };

  void miss(uint64_t seq, const char* reason) {
    if (!report_.gap || seq < report_.gap->seq) report_.gap = traffic::RecordedGap{reason, seq};
  }

  Result<void> adopt(const traffic::RecordedPlan& recorded) {
    const Result<std::shared_ptr<const engine::Plan>> plan =
        compile_(recorded, state_ ? state_->oldest_plan() : 0);
    if (!plan) return tl::unexpected(plan.error());
    if (!state_) state_.emplace(log_.header.seed, (*plan)->bounds);
    plans_[recorded.id] = *plan;
    ++report_.plans;
    advance({recorded.seq, recorded.now, {}, engine::Reloaded{*plan}});
    return {};
  }

  Result<void> take(const Place& place) {
    const traffic::RecordedRequest& request = log_.requests[place.request];
    const traffic::RecordedStep& recorded = request.steps[place.index];
    engine::Step step{recorded.seq, recorded.now, {request.ticket}, event_of(recorded)};
    if (recorded.event == traffic::StepEvent::kArrived) {
      const auto plan = plans_.find(request.plan);
      if (plan == plans_.end() || !state_) {
        return failure("the recording has a request of configuration " +
                       std::to_string(request.plan) + " before that took effect");
      }
      step.ticket = state_->issue();
      by_ticket_[step.ticket.value] = place.request;
      step.event = engine::Arrived{
          request.plan, classify_recorded(*plan->second, request, options_.hash_key, scratch_)};
    }
    advance(step);
    return {};
  }

  void advance(const engine::Step& step) {
    now_ = step.now;
    effects_.clear();
    engine::advance(*state_, step, effects_);
    for (const engine::Effect& effect : effects_) {
      if (const auto* respond = std::get_if<engine::Respond>(&effect)) {
        if (Seen* seen = seen_of(respond->ticket)) {
          seen->verdict.retry_after_s = engine::seconds_rounded_up(respond->retry_after);
        }
      } else if (const auto* concluded = std::get_if<engine::Concluded>(&effect)) {
        if (Seen* seen = seen_of(concluded->ticket)) {
          seen->concluded = true;
          seen->verdict.reason = engine::name(concluded->verdict.reason);
          seen->verdict.status = concluded->verdict.status;
        }
      }
    }
  }

  Seen* seen_of(engine::Ticket ticket) {
    const auto found = by_ticket_.find(ticket.value);
    return found == by_ticket_.end() ? nullptr : &seen_[found->second];
  }

  void compare_all() {
    std::vector<Difference> differences;
    for (size_t i = 0; i < log_.requests.size(); ++i) {
      const traffic::RecordedRequest& request = log_.requests[i];
      if (request.steps.empty()) continue;
      ++report_.requests;
      if (report_.gap && request.steps.back().seq >= report_.gap->seq) {
        ++report_.after_gap;
        continue;
      }
      ++report_.compared;
      const traffic::RecordedVerdict& verdict = request.verdict;
      const SeenVerdict recorded{verdict.reason, verdict.status, verdict.retry_after_s};
      if (seen_[i].concluded && seen_[i].verdict == recorded) {
        ++report_.equal;
        continue;
      }
      differences.push_back({request.ticket, request.method, request.target, request.arrived,
                             recorded, seen_[i].concluded ? seen_[i].verdict : SeenVerdict{}});
    }
    report_.differing = differences.size();
    std::stable_sort(
        differences.begin(), differences.end(),
        [](const Difference& a, const Difference& b) { return a.arrived < b.arrived; });
    if (differences.size() > options_.max_listed) differences.resize(options_.max_listed);
    report_.differences = std::move(differences);
  }

  const RecordingLog& log_;
  const CompileRecorded& compile_;
  const ReplayOptions& options_;
  std::vector<Seen> seen_;  // by request
  std::optional<engine::State> state_;
  std::unordered_map<uint64_t, std::shared_ptr<const engine::Plan>> plans_;  // only looked up
  std::unordered_map<uint64_t, uint32_t> by_ticket_;                         // only looked up
  engine::EffectBuffer effects_;
  HeadScratch scratch_;
  Now now_;
  ReplayReport report_;
};

}  // namespace

Result<ReplayReport> replay_steps(const RecordingLog& log, const CompileRecorded& compile,
                                  const ReplayOptions& options) {
  return StepReplay(log, compile, options).run();
}

}  // namespace gw::simulate
