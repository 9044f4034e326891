#include "simulate/step_run.hpp"

#include <algorithm>
#include <optional>
#include <string>
#include <utility>
#include <variant>

#include "engine/advance.hpp"

namespace gw::simulate {
namespace {

constexpr uint32_t kPlanStep = UINT32_MAX;

struct Place {
  uint64_t seq = 0;
  uint32_t request = kPlanStep;  // or the plan `index`
  uint32_t index = 0;            // of the step
};

std::vector<Place> ordered_steps(const RecordingLog& log) {
  std::vector<Place> places;
  places.reserve(log.plans.size() + log.requests.size());
  for (uint32_t i = 0; i < log.plans.size(); ++i) {
    places.push_back({log.plans[i].seq, kPlanStep, i});
  }
  for (uint32_t i = 0; i < log.requests.size(); ++i) {
    const std::vector<traffic::RecordedStep>& steps = log.requests[i].steps;
    for (uint32_t j = 0; j < steps.size(); ++j) places.push_back({steps[j].seq, i, j});
  }
  std::stable_sort(places.begin(), places.end(),
                   [](const Place& a, const Place& b) { return a.seq < b.seq; });
  return places;
}

engine::Event event_of(const traffic::RecordedStep& step) {
  switch (step.event) {
    case traffic::StepEvent::kResponseHead:
      return engine::ResponseHead{step.attempt, step.status};
    case traffic::StepEvent::kFinished:
      return engine::Finished{.attempt = step.attempt,
                              .end = attempt_end(step.end),
                              .status = step.status,
                              .head_relayed = step.head_relayed,
                              .can_repeat = step.can_repeat,
                              .latency = step.latency};
    case traffic::StepEvent::kCancelled:
      return engine::Cancelled{};
    case traffic::StepEvent::kArrived:
    case traffic::StepEvent::kWoke:
      break;
  }
  return engine::Woke{};
}

class StepRun {
 public:
  StepRun(const RecordingLog& log, const CompileRecorded& compile, HashKey key, const OnMet& on_met)
      : log_(log), compile_(compile), key_(key), on_met_(on_met) {
    courses_.of.resize(log.requests.size());
    tickets_.resize(log.requests.size());
  }

  Result<Courses> finish() {
    courses_.gap = log_.gap;
    for (const Place& place : ordered_steps(log_)) {
      if (!is_next(place) || is_at_gap()) break;
      if (place.request != kPlanStep) {
        step_of(place);
      } else if (const Result<void> done = reload(log_.plans[place.index]); !done) {
        return tl::unexpected(done.error());
      }
    }
    if (log_.close && log_.close->last_seq + 1 > next_seq_) gap("steps are missing");
    if (!log_.close) gap("the recording stops without its last line");
    if (state_) courses_.digest = state_->digest(last_);
    return std::move(courses_);
  }

 private:
  bool is_next(const Place& place) {
    if (place.seq == next_seq_) return true;
    gap(place.seq > next_seq_ ? "steps are missing" : "two steps have the same number");
    return false;
  }

  bool is_at_gap() const { return courses_.gap && next_seq_ >= courses_.gap->seq; }

  // The earliest counts.
  void gap(std::string reason) {
    if (courses_.gap && courses_.gap->seq <= next_seq_) return;
    courses_.gap = traffic::RecordedGap{std::move(reason), next_seq_};
  }

  Result<void> reload(const traffic::RecordedPlan& recorded) {
    auto plan = compile_(recorded);
    if (!plan) return tl::unexpected(plan.error());
    if (!state_) {
      state_.emplace(log_.header.seed, (*plan)->bounds);
      state_->tells_policies = on_met_ != nullptr;
    }
    const bool takes_held_slots = recorded.oldest_held > state_->oldest_plan();
    if (!state_->can_adopt() || (*plan)->id <= plan_id_ || takes_held_slots) {
      gap("a configuration takes effect out of turn");
      return {};
    }
    plan_id_ = (*plan)->id;
    courses_.plans.push_back(*plan);
    advance(recorded.now, {}, engine::Reloaded{std::move(*plan)}, kPlanStep);
    return {};
  }

  void step_of(const Place& place) {
    const traffic::RecordedStep& step = log_.requests[place.request].steps[place.index];
    if (step.event == traffic::StepEvent::kArrived) return arrive(place.request, step.now);
    if (courses_.of[place.request].plan == nullptr) {
      return gap("a request goes on that did not arrive");
    }
    advance(step.now, tickets_[place.request], event_of(step), place.request);
  }

  void arrive(uint32_t index, Now now) {
    const traffic::RecordedRequest& request = log_.requests[index];
    Course& course = courses_.of[index];
    if (request.plan != plan_id_ || course.plan != nullptr) {
      return gap("a request arrives out of turn");
    }
    const engine::Plan& plan = *courses_.plans.back();
    course.plan = &plan;
    course.arrived = now.mono;
    course.request = classify_recorded(plan, request, key_, scratch_);
    tickets_[index] = state_->issue();
    const uint64_t place = tickets_[index].value & engine::kNoJourney;
    if (place != engine::kNoJourney) {
      if (place >= owners_.size()) owners_.resize(place + 1);
      owners_[place] = index;
    }
    advance(now, tickets_[index], engine::Arrived{plan.id, course.request}, index);
  }

  void advance(Now now, engine::Ticket ticket, engine::Event event, uint32_t owner) {
    if (now.mono < last_.mono && next_seq_ > 0) return gap("time runs backwards");
    last_ = now;
    effects_.clear();
    const engine::Step step{next_seq_, now, ticket, std::move(event)};
    engine::advance(*state_, step, effects_);
    ++next_seq_;
    ++courses_.steps;
    for (const engine::Effect& effect : effects_) take(effect, ticket, owner);
  }

  void take(const engine::Effect& effect, engine::Ticket ticket, uint32_t owner) {
    const auto request = [&](engine::Ticket concerned) -> size_t {
      return concerned == ticket ? owner : owners_[concerned.value & engine::kNoJourney];
    };
    if (const auto* respond = std::get_if<engine::Respond>(&effect)) {
      courses_.of[request(respond->ticket)].take(*respond);
    } else if (const auto* concluded = std::get_if<engine::Concluded>(&effect)) {
      courses_.of[request(concluded->ticket)].take(*concluded, last_.mono);
    } else if (const auto* moved = std::get_if<engine::BreakerMoved>(&effect)) {
      courses_.breakers.push_back({moved->slot, last_.mono, moved->transition.to});
    } else if (const auto* met = std::get_if<engine::Met>(&effect)) {
      on_met_(request(met->ticket), met->entry);
    }
  }

  const RecordingLog& log_;
  const CompileRecorded& compile_;
  HashKey key_;
  const OnMet& on_met_;
  Courses courses_;
  std::optional<engine::State> state_;
  std::vector<engine::Ticket> tickets_;  // by request
  std::vector<uint32_t> owners_;         // requests, by a ticket's place
  HeadScratch scratch_;
  engine::EffectBuffer effects_;
  uint64_t plan_id_ = 0;
  uint64_t next_seq_ = 0;
  Now last_;
};

}  // namespace

Result<Courses> run_steps(const RecordingLog& log, const CompileRecorded& compile, HashKey key,
                          const OnMet& on_met) {
  return StepRun(log, compile, key, on_met).finish();
}

}  // namespace gw::simulate
